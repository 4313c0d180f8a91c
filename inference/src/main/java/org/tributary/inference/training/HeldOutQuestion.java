package org.tributary.inference.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The opening question of a dialogue that training did not see.
 *
 * @param references every answer that the data has to the same question or word
 * @param answerSeen whether the very answer stands in a training dialogue, to a question in other
 *     words
 * @param questionSeen whether the very question stands in a training dialogue, with another answer
 */
record HeldOutQuestion(
    Topic topic,
    String question,
    List<String> references,
    boolean answerSeen,
    boolean questionSeen) {

  private record Opening(Topic topic, String question, String answer, boolean heldOut) {}

  /** At most {@code perTopic} of each topic, spread evenly over the data; always the same. */
  static List<HeldOutQuestion> draw(List<TrainingSet> sets, int perTopic) {
    List<Opening> openings = sets.stream().flatMap(s -> openings(s).stream()).toList();
    Map<String, List<String>> references = new HashMap<>();
    Set<String> seenAnswers = new HashSet<>();
    Set<String> seenQuestions = new HashSet<>();
    for (Opening o : openings) {
      references
          .computeIfAbsent(o.topic.key(o.question, o.answer), k -> new ArrayList<>())
          .add(o.answer);
      if (!o.heldOut) {
        seenAnswers.add(Wording.plain(o.answer));
        seenQuestions.add(Wording.plain(o.question));
      }
    }
    List<HeldOutQuestion> drawn = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      List<Opening> own = openings.stream().filter(o -> o.heldOut && o.topic == topic).toList();
      int count = Math.min(perTopic, own.size());
      for (int i = 0; i < count; i++) {
        Opening o = own.get((int) ((long) i * own.size() / count));
        drawn.add(
            new HeldOutQuestion(
                topic,
                o.question,
                List.copyOf(references.getOrDefault(topic.key(o.question, o.answer), List.of())),
                seenAnswers.contains(Wording.plain(o.answer)),
                seenQuestions.contains(Wording.plain(o.question))));
      }
    }
    return drawn;
  }

  private static List<Opening> openings(TrainingSet set) {
    List<Opening> openings = new ArrayList<>();
    for (Dialogue dialogue : Dialogue.read(set)) {
      List<Dialogue.Turn> turns = dialogue.turns();
      boolean plain =
          turns.size() > 1
              && turns.get(0).role().equals("user")
              && turns.get(1).role().equals("assistant");
      if (plain) {
        String question = turns.get(0).content();
        String answer = turns.get(1).content();
        Topic.of(set.name(), question, answer)
            .ifPresent(t -> openings.add(new Opening(t, question, answer, dialogue.heldOut())));
      }
    }
    return openings;
  }
}
