package org.tributary.inference.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.GenerationRequest;
import org.tributary.inference.sampling.LogProbs;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatUsage;
import org.tributary.models.openai.Completion;
import org.tributary.models.openai.CompletionLogprobs;

/** An answer of {@code /v1/completions}. */
final class CompletionForm implements AnswerForm {
  private final AnswerHead head;
  private final Spellings spellings;
  private final GenerationRequest asked;

  /** Where the next model-token of each choice begins, in characters. */
  private final Map<Integer, Integer> offsets = new HashMap<>();

  CompletionForm(AnswerHead head, Spellings spellings, GenerationRequest asked) {
    this.head = head;
    this.spellings = spellings;
    this.asked = asked;
  }

  @Override
  public Object event(Said said, AnswerExtension extension) {
    return completion(List.of(choice(said)), null, extension);
  }

  @Override
  public Object usage(ChatUsage usage) {
    return completion(List.of(), usage, null);
  }

  @Override
  public Object whole(List<Said> choices, ChatUsage usage, @Nullable AnswerExtension extension) {
    return completion(choices.stream().map(this::choice).toList(), usage, extension);
  }

  private Completion completion(
      List<Completion.Choice> choices,
      @Nullable ChatUsage usage,
      @Nullable AnswerExtension extension) {
    return Completion.of(head.id(), head.created(), head.model(), choices, usage, extension);
  }

  private Completion.Choice choice(Said said) {
    return new Completion.Choice(said.choice(), said.text(), logprobs(said), said.finish());
  }

  private @Nullable CompletionLogprobs logprobs(Said said) {
    if (said.logProbs().isEmpty()) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    List<Float> chosen = new ArrayList<>();
    List<Map<String, Float>> likeliest = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    int at = offsets.computeIfAbsent(said.choice(), choice -> resumedCharacters());
    for (LogProbs probabilities : said.logProbs()) {
      String text = spellings.text(probabilities.chosen().id());
      texts.add(text);
      chosen.add(probabilities.chosen().logProb());
      likeliest.add(likeliest(probabilities));
      begins.add(at);
      at += text.length();
    }
    offsets.put(said.choice(), at);
    return new CompletionLogprobs(texts, chosen, asked.logProbs() == 0 ? null : likeliest, begins);
  }

  private int resumedCharacters() {
    int characters = 0;
    for (long id : asked.resumeIds()) {
      characters += spellings.text((int) id).length();
    }
    return characters;
  }

  /** By text, the chosen one too; of several that read alike, the likeliest. */
  private Map<String, Float> likeliest(LogProbs probabilities) {
    Map<String, Float> byText = new LinkedHashMap<>();
    probabilities.likeliest().forEach(e -> byText.putIfAbsent(spellings.text(e.id()), e.logProb()));
    LogProbs.Entry chosen = probabilities.chosen();
    byText.putIfAbsent(spellings.text(chosen.id()), chosen.logProb());
    return byText;
  }
}
