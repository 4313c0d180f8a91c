package org.tributary.inference.training;

import java.util.ArrayList;
import java.util.List;

/** Counts the answers of one topic. */
final class TopicTally {
  private final Topic topic;
  private final int samples;
  private int n;
  private int passed;
  private int exact;
  private int wellFormed;
  private int answerSeen;
  private int questionSeen;
  private final List<Evaluation.Sample> good = new ArrayList<>();
  private final List<Evaluation.Sample> bad = new ArrayList<>();

  TopicTally(Topic topic, int samples) {
    this.topic = topic;
    this.samples = samples;
  }

  void add(HeldOutQuestion question, Interview.Reply reply) {
    boolean formed = reply.ended() && Wording.isWellFormed(reply.text());
    boolean pass = formed && topic.passes(question.question(), reply.text(), question.references());
    n++;
    passed += pass ? 1 : 0;
    wellFormed += formed ? 1 : 0;
    exact += question.references().stream().anyMatch(r -> Wording.same(r, reply.text())) ? 1 : 0;
    answerSeen += question.answerSeen() ? 1 : 0;
    questionSeen += question.questionSeen() ? 1 : 0;
    List<Evaluation.Sample> shown = pass ? good : bad;
    if (shown.size() < samples) {
      shown.add(new Evaluation.Sample(question.question(), reply.text(), nearest(question, reply)));
    }
  }

  /** The reference that the answer passes by, else the first. */
  private String nearest(HeldOutQuestion question, Interview.Reply reply) {
    return question.references().stream()
        .filter(r -> topic.passes(question.question(), reply.text(), List.of(r)))
        .findFirst()
        .orElse(question.references().getFirst());
  }

  Evaluation.TopicResult result() {
    Proportion rate = Proportion.of(passed, n);
    return new Evaluation.TopicResult(
        topic.title(),
        topic.criterion(),
        n,
        passed,
        rate.low(),
        rate.high(),
        exact,
        wellFormed,
        answerSeen,
        questionSeen,
        List.copyOf(good),
        List.copyOf(bad));
  }
}
