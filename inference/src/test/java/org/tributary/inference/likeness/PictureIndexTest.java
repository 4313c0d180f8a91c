package org.tributary.inference.likeness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.likeness.PictureIndex.Entry;
import org.tributary.inference.likeness.PictureIndex.Source;
import org.tributary.models.openai.LikePicture;

class PictureIndexTest {
  private static final Source NOTO = new Source("noto", "Google", "Apache-2.0");
  private static final Source TILES = new Source("tiles", "Artists", "CC0-1.0");

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void write() throws IOException {
    PictureIndex.write(
        folder,
        List.of(
            new Entry("a.png", "cat", NOTO),
            new Entry("b.png", "orc", TILES),
            new Entry("c.png", "dog", NOTO)),
        new float[][] {{1, 0}, {0, 1}, {0.6f, 0.8f}});
  }

  @Test
  void nearest_namesPictureAndWhoseItIs() throws IOException {
    assertEquals(
        List.of(
            new LikePicture("orc (b.png)", "tiles", "Artists", "CC0-1.0", 1),
            new LikePicture("dog (c.png)", "noto", "Google", "Apache-2.0", 0.8)),
        PictureIndex.read(folder, 2).nearest(new float[] {0, 1}, 2));
  }

  @Test
  void nearest_ofMoreThanThereAre_isAll() throws IOException {
    assertEquals(3, PictureIndex.read(folder, 2).nearest(new float[] {1, 0}, 10).size());
  }

  @Test
  void read_refusesAnotherWidth_aStrangeSet_andWhatIsAbsent() throws IOException {
    assertRefused("3 rows of 4", 4);
    Path names = folder.resolve("pictures.json");
    String text = Files.readString(names);
    Files.writeString(names, text.replace("\"set\":1", "\"set\":2"));
    assertRefused("not named", 2);
    Files.writeString(names, text.replace("\"owner\":\"Google\",", ""));
    assertRefused("owner is absent", 2);
    Files.writeString(names, text.replace("\"pictures\"", "\"other\""));
    assertRefused("0 rows", 2);
    Files.delete(names);
    assertRefused("no such file", 2);
  }

  private void assertRefused(String why, int width) {
    IOException refusal = assertThrows(IOException.class, () -> PictureIndex.read(folder, width));
    assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
  }
}
