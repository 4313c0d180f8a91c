package org.tributary.inference.training;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** All training text as model-token ids, and the batches drawn from it by step number alone. */
final class EncodedCorpus {
  private static final int PASSAGE_CHARS = 20_000;

  /**
   * Two or three short dialogues: in rows of the whole context the question to be answered drowns
   * among a dozen others, and a small model does not learn to look back at its words.
   */
  private static final int DIALOGUE_CONTEXT = 128;

  private final int context;
  private final List<Prose> prose = new ArrayList<>();
  private final List<Dialogues> dialogues = new ArrayList<>();

  private record Prose(double weight, int[] ids) {
    int trainingIds() {
      return ids.length - ids.length / 100;
    }
  }

  private record Encoded(int[] ids, boolean[] answer) {}

  private record Dialogues(
      String set, double weight, List<Encoded> training, List<Encoded> heldOut) {}

  private EncodedCorpus(int context) {
    this.context = context;
  }

  static EncodedCorpus encode(TrainingSet.Catalogue catalogue, Path tokenizerFile, int context)
      throws IOException {
    EncodedCorpus corpus = new EncodedCorpus(context);
    try (HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(tokenizerFile)
            .optAddSpecialTokens(false)
            .optTruncation(false)
            .build()) {
      for (TrainingSet set : catalogue.prose()) {
        corpus.prose.add(new Prose(set.weight(), encodeProse(set, tokenizer)));
      }
      for (TrainingSet set : catalogue.dialogues()) {
        corpus.dialogues.add(encodeDialogues(set, tokenizer));
      }
    }
    return corpus;
  }

  /** The prose of one record, its line ends and blanks made plain. */
  static String text(JsonNode record) {
    return record
        .path("text")
        .asText()
        .replace("\r", "")
        .replaceAll("[ \\t]+", " ")
        .replaceAll(" ?\\n ?", "\n")
        .replaceAll("\\n{2,}", "\n\n")
        .replaceAll("^-+\\s*", "")
        .strip();
  }

  private static int[] encodeProse(TrainingSet set, HuggingFaceTokenizer tokenizer) {
    Ids ids = new Ids();
    for (JsonNode record : set.records()) {
      String text = text(record);
      for (int at = 0; at < text.length(); at += PASSAGE_CHARS) {
        ids.add(tokenizer, text.substring(at, Math.min(text.length(), at + PASSAGE_CHARS)));
      }
      ids.add(0);
    }
    return ids.toArray();
  }

  private static Dialogues encodeDialogues(TrainingSet set, HuggingFaceTokenizer tokenizer) {
    Dialogues out = new Dialogues(set.name(), set.weight(), new ArrayList<>(), new ArrayList<>());
    for (Dialogue dialogue : Dialogue.read(set)) {
      (dialogue.heldOut() ? out.heldOut : out.training).add(encode(dialogue, tokenizer));
    }
    return out;
  }

  private static Encoded encode(Dialogue dialogue, HuggingFaceTokenizer tokenizer) {
    Ids ids = new Ids();
    List<int[]> answers = new ArrayList<>();
    for (Dialogue.Turn turn : dialogue.turns()) {
      ids.add(TokenizerFile.SPECIAL.indexOf("<|" + turn.role() + "|>"));
      int start = ids.size;
      ids.add(tokenizer, turn.content());
      ids.add(0);
      if (turn.role().equals("assistant")) {
        answers.add(new int[] {start, ids.size});
      }
    }
    boolean[] answer = new boolean[ids.size];
    answers.forEach(a -> Arrays.fill(answer, a[0], a[1], true));
    return new Encoded(ids.toArray(), answer);
  }

  long proseIds() {
    return prose.stream().mapToLong(p -> p.ids.length).sum();
  }

  long dialogueIds() {
    return dialogues.stream().flatMap(d -> d.training.stream()).mapToLong(e -> e.ids.length).sum();
  }

  /** Windows of running prose; the same for the same {@code step}. */
  Batch prose(int rows, long step) {
    BatchBuilder batch = new BatchBuilder(rows, context);
    SplittableRandom random = new SplittableRandom(step * 2);
    for (int r = 0; r < rows; r++) {
      proseRow(batch, random);
    }
    return batch.build();
  }

  /** Rows packed with whole dialogues, loss on the assistant's turns; one row in ten is prose. */
  Batch dialogues(int rows, long step) {
    BatchBuilder batch = dialogueBatch(rows);
    SplittableRandom random = new SplittableRandom(step * 2 + 1);
    while (!batch.full()) {
      if (random.nextInt(10) == 0) {
        proseRow(batch, random);
      } else {
        dialogueRow(batch, random);
      }
    }
    return batch.build();
  }

  /** Held-out dialogues of every set, in turn; the same for the same {@code index}. */
  Batch heldOutDialogues(int rows, int index) {
    BatchBuilder batch = dialogueBatch(rows);
    SplittableRandom random = new SplittableRandom(index);
    while (!batch.full()) {
      while (!batch.rowFull()) {
        List<Encoded> set = dialogues.get(random.nextInt(dialogues.size())).heldOut;
        if (!set.isEmpty()) {
          Encoded e = set.get(random.nextInt(set.size()));
          batch.append(e.ids, e.answer);
        }
      }
      batch.nextRow();
    }
    return batch.build();
  }

  /** As many positions as {@code rows} of prose, in shorter rows. */
  private BatchBuilder dialogueBatch(int rows) {
    int length = Math.min(context, DIALOGUE_CONTEXT);
    return new BatchBuilder(rows * context / length, length);
  }

  private void proseRow(BatchBuilder batch, SplittableRandom random) {
    Prose set = prose.get(draw(prose.stream().mapToDouble(Prose::weight).toArray(), random));
    int from = random.nextInt(set.trainingIds() - context - 1);
    int[] window = Arrays.copyOfRange(set.ids, from, from + context + 1);
    boolean[] all = new boolean[window.length];
    Arrays.fill(all, true);
    batch.append(window, all);
    batch.nextRow();
  }

  private void dialogueRow(BatchBuilder batch, SplittableRandom random) {
    double[] weights = dialogues.stream().mapToDouble(Dialogues::weight).toArray();
    while (!batch.rowFull()) {
      Dialogues set = dialogues.get(draw(weights, random));
      Encoded e = set.training.get(random.nextInt(set.training.size()));
      batch.append(e.ids, e.answer);
    }
    batch.nextRow();
  }

  private static int draw(double[] weights, SplittableRandom random) {
    double at = random.nextDouble() * Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      at -= weights[i];
      if (at < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  private static final class Ids {
    private int[] ids = new int[1024];
    private int size;

    void add(int id) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, size * 2);
      }
      ids[size++] = id;
    }

    void add(HuggingFaceTokenizer tokenizer, String text) {
      for (long id : tokenizer.encode(text, false, false).getIds()) {
        add((int) id);
      }
    }

    int[] toArray() {
      return Arrays.copyOf(ids, size);
    }
  }
}
