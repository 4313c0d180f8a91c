package org.tributary.inference.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.GenerationListener.Piece;
import org.tributary.inference.http.AnswerForm.Said;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatUsage;

/** Turns what is heard of an answer into the events of its stream. */
final class EventWriter {
  private final Question question;
  private final AnswerForm form;

  /** Model-tokens of each choice so far; −1 before its first. */
  private final int[] answered;

  private int open;
  private boolean begun;

  EventWriter(Question question, AnswerForm form) {
    this.question = question;
    this.form = form;
    this.open = question.choices();
    this.answered = new int[question.choices()];
    Arrays.fill(answered, -1);
  }

  /** One event for every model-token, and one for every end. */
  List<Object> events(Part part) {
    List<Object> events = new ArrayList<>(3);
    Piece piece = part.piece();
    boolean first = answered[part.choice()] < 0;
    answered[part.choice()] = piece.answered();
    boolean ends = part.reason() != null;
    boolean says = !ends || !piece.text().isEmpty() || !piece.logProbs().isEmpty();
    if (says) {
      events.add(
          form.event(
              new Said(part.choice(), first, piece.text(), piece.logProbs(), null),
              extension(List.of((int) piece.id()))));
    }
    if (ends) {
      events.add(
          form.event(
              new Said(part.choice(), first && !says, "", List.of(), part.reason()),
              extension(says ? List.of() : List.of((int) piece.id()))));
      if (--open == 0 && question.wantsUsage()) {
        events.add(form.usage(ChatUsage.of(question.promptLength(), sum())));
      }
    }
    return events;
  }

  private AnswerExtension extension(List<Integer> ids) {
    if (!question.wantsIds()) {
      return AnswerExtension.counting(question.promptLength(), sum());
    }
    @Nullable List<Integer> prompt = begun ? null : ids(question.first().promptIds());
    begun = true;
    return new AnswerExtension(question.promptLength(), sum(), prompt, ids);
  }

  private long sum() {
    return Arrays.stream(answered).filter(a -> a > 0).sum();
  }

  static List<Integer> ids(long[] ids) {
    return Arrays.stream(ids).mapToObj(id -> (int) id).toList();
  }
}
