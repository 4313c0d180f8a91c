package org.tributary.inference.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation to learn from.
 *
 * @param set the data set it comes from
 */
record Dialogue(String set, List<Turn> turns) {
  record Turn(String role, String content) {}

  /** One dialogue in fifty is kept out of training, chosen by its text alone. */
  boolean heldOut() {
    return Math.floorMod(turns.toString().hashCode() * 0x9E3779B1, 50) == 0;
  }

  /** The usable dialogues of {@code set}: those with an answer and no blank left to fill in. */
  static List<Dialogue> read(TrainingSet set) {
    List<Dialogue> dialogues = new ArrayList<>();
    for (JsonNode record : set.records()) {
      List<Turn> turns = new ArrayList<>();
      record
          .path("messages")
          .forEach(m ->
              turns.add(new Turn(m.path("role").asText(), m.path("content").asText().strip())));
      Dialogue dialogue = new Dialogue(set.name(), List.copyOf(turns));
      if (dialogue.usable()) {
        dialogues.add(dialogue);
      }
    }
    return dialogues;
  }

  private boolean usable() {
    return turns.stream().anyMatch(t -> t.role.equals("assistant") && t.content.length() > 1)
        && turns.stream()
            .noneMatch(t -> t.content.contains("(name)") || t.content.contains("[name"));
  }
}
