package org.tributary.inference.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.GenerationListener.FinishReason;
import org.tributary.inference.http.AnswerForm.Said;
import org.tributary.inference.sampling.LogProbs;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatUsage;

/** Collects what is heard of an answer until it is whole. */
final class WholeAnswer {
  private final Question question;
  private final List<Choice> choices;

  private static final class Choice {
    final StringBuilder text = new StringBuilder();
    final List<LogProbs> logProbs = new ArrayList<>();
    final List<Integer> ids = new ArrayList<>();
    int answered;
    @Nullable FinishReason reason;

    Said said(int index) {
      return new Said(index, true, text.toString(), logProbs, reason);
    }
  }

  WholeAnswer(Question question) {
    this.question = question;
    this.choices = IntStream.range(0, question.choices()).mapToObj(i -> new Choice()).toList();
  }

  void add(Part part) {
    Choice choice = choices.get(part.choice());
    choice.text.append(part.piece().text());
    choice.logProbs.addAll(part.piece().logProbs());
    choice.ids.add((int) part.piece().id());
    choice.answered = part.piece().answered();
    choice.reason = part.reason();
  }

  Object body(AnswerForm form) {
    int prompt = question.promptLength();
    long answered = choices.stream().mapToLong(c -> c.answered).sum();
    @Nullable AnswerExtension extension =
        question.wantsIds()
            ? new AnswerExtension(
                prompt,
                answered,
                EventWriter.ids(question.first().promptIds()),
                choices.getFirst().ids)
            : null;
    List<Said> said =
        IntStream.range(0, choices.size()).mapToObj(i -> choices.get(i).said(i)).toList();
    return form.whole(said, ChatUsage.of(prompt, answered), extension);
  }
}
