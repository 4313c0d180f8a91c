package org.tributary.inference.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodedCorpusTest {
  private static final int CONTEXT = 48;
  @TempDir private static Path folder = Path.of("");

  @Test
  void append_learnsOnlyWhatIsMarked_andCutsAtTheContext() {
    BatchBuilder batch = new BatchBuilder(2, 4);
    batch.append(new int[] {1, 2, 3}, new boolean[] {false, false, true});
    batch.append(new int[] {4, 5, 6}, new boolean[] {true, true, true});
    assertTrue(batch.rowFull());
    batch.nextRow();
    assertFalse(batch.rowFull());
    Batch built = batch.build();
    assertArrayEquals(new long[] {1, 2, 3, 4, 0, 0, 0, 0}, built.inputs());
    long none = Batch.IGNORED;
    assertArrayEquals(new long[] {none, 3, none, 5, none, none, none, none}, built.targets());
  }

  /** From the model-token that opens the assistant's turn to the one before its end. */
  @Test
  void dialogues_areLearntOnTheAssistantsTurnsOnly() throws IOException {
    Batch batch = corpus().heldOutDialogues(6, 3);
    int learnt = 0;
    boolean answering = false;
    for (int i = 0; i < batch.inputs().length; i++) {
      answering = i % CONTEXT != 0 && answering;
      answering |= batch.inputs()[i] == TokenizerFile.SPECIAL.indexOf("<|assistant|>");
      answering &= batch.inputs()[i] != 0;
      boolean rowEnd = i % CONTEXT == CONTEXT - 1;
      if (answering && !rowEnd) {
        assertEquals(batch.inputs()[i + 1], batch.targets()[i], "position " + i);
        learnt++;
      } else if (!answering) {
        assertEquals(Batch.IGNORED, batch.targets()[i], "position " + i);
      }
    }
    assertTrue(learnt > 20, "only " + learnt + " targets");
  }

  @Test
  void prose_isLearntAtEveryPosition() throws IOException {
    Batch batch = corpus().prose(3, 7);
    for (int i = 0; i < batch.inputs().length; i++) {
      if (i % CONTEXT != CONTEXT - 1) {
        assertEquals(batch.inputs()[i + 1], batch.targets()[i]);
      }
      assertTrue(batch.targets()[i] >= 0);
    }
  }

  @Test
  void batches_dependOnTheStepAlone() throws IOException {
    EncodedCorpus one = corpus();
    EncodedCorpus other = corpus();
    other.prose(2, 1);
    assertArrayEquals(one.dialogues(4, 9).inputs(), other.dialogues(4, 9).inputs());
    assertNotEquals(
        Arrays.toString(one.dialogues(4, 9).inputs()),
        Arrays.toString(one.dialogues(4, 10).inputs()));
  }

  @Test
  void heldOut_isOneInFifty_byTheTextAlone() {
    int kept = 0;
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      List<Dialogue.Turn> turns =
          List.of(
              new Dialogue.Turn("user", Long.toString(random.nextLong(), 36)),
              new Dialogue.Turn("assistant", Long.toString(random.nextLong(), 36)));
      boolean heldOut = new Dialogue("one set", turns).heldOut();
      assertEquals(heldOut, new Dialogue("another", turns).heldOut());
      kept += heldOut ? 1 : 0;
    }
    assertEquals(400, kept, 100);
  }

  @Test
  void text_makesLineEndsAndBlanksPlain() {
    var record =
        JsonNodeFactory.instance.objectNode().put("text", "---\r\n a \t b \n\n\n\nc\n d  ");
    assertEquals("a b\n\nc\nd", EncodedCorpus.text(record));
  }

  @Test
  void catalogue_missingSet_isNamed() throws IOException {
    Path data = TinyData.write(folder.resolve("incomplete"));
    Path manifest = data.resolve("chat/manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("taskmaster-4\"", "gone\""));
    IOException refusal = assertThrows(IOException.class, () -> TrainingSet.Catalogue.open(data));
    assertTrue(String.valueOf(refusal.getMessage()).contains("taskmaster-4"));
  }

  private static EncodedCorpus corpus() throws IOException {
    Path data = TinyData.write(folder.resolve("data"));
    BpeTrainer bpe = new BpeTrainer();
    bpe.add("the cat sat on a mat and saw blue hats ".repeat(4));
    TokenizerFile.write(folder, bpe.merges(20));
    return EncodedCorpus.encode(
        TrainingSet.Catalogue.open(data), folder.resolve("tokenizer.json"), CONTEXT);
  }
}
