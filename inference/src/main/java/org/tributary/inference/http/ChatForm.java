package org.tributary.inference.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.sampling.LogProbs;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatCompletion;
import org.tributary.models.openai.ChatLogprobs;
import org.tributary.models.openai.ChatUsage;

/** An answer of {@code /v1/chat/completions}. */
final class ChatForm implements AnswerForm {
  private final AnswerHead head;
  private final Spellings spellings;

  ChatForm(AnswerHead head, Spellings spellings) {
    this.head = head;
    this.spellings = spellings;
  }

  @Override
  public Object event(Said said, AnswerExtension extension) {
    ChatChunk.Delta delta =
        new ChatChunk.Delta(
            said.first() ? "assistant" : null, said.reason() == null ? said.text() : null);
    return ChatChunk.of(
        head.id(),
        head.created(),
        head.model(),
        new ChatChunk.Choice(said.choice(), delta, logprobs(said), said.finish()),
        extension);
  }

  @Override
  public Object usage(ChatUsage usage) {
    return ChatChunk.ofUsage(head.id(), head.created(), head.model(), usage);
  }

  @Override
  public Object whole(List<Said> choices, ChatUsage usage, @Nullable AnswerExtension extension) {
    return ChatCompletion.of(
        head.id(),
        head.created(),
        head.model(),
        choices.stream().map(this::whole).toList(),
        usage,
        extension);
  }

  private ChatCompletion.Choice whole(Said said) {
    return ChatCompletion.Choice.of(
        said.choice(), said.text(), logprobs(said), String.valueOf(said.finish()));
  }

  private @Nullable ChatLogprobs logprobs(Said said) {
    return said.logProbs().isEmpty()
        ? null
        : new ChatLogprobs(said.logProbs().stream().map(this::content).toList());
  }

  private ChatLogprobs.Content content(LogProbs probabilities) {
    ChatLogprobs.Alternative chosen = alternative(probabilities.chosen());
    return new ChatLogprobs.Content(
        chosen.text(),
        chosen.logprob(),
        chosen.bytes(),
        probabilities.likeliest().stream().map(this::alternative).toList());
  }

  private ChatLogprobs.Alternative alternative(LogProbs.Entry entry) {
    return new ChatLogprobs.Alternative(
        spellings.text(entry.id()), entry.logProb(), spellings.bytes(entry.id()));
  }
}
