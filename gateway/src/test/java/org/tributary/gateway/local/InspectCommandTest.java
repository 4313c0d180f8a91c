package org.tributary.gateway.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.png.ImageMark;
import picocli.CommandLine;

/** What a person learns of an image, whatever the file is. */
class InspectCommandTest {
  @TempDir private Path folder = Path.of("");
  private final StringWriter out = new StringWriter();

  private static byte[] png() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", png));
    return png.toByteArray();
  }

  private static ImageMark mark(@Nullable String prompt) {
    return new ImageMark(
        "rill-10m", 20, "call_" + "0a".repeat(16), "0x" + "1f".repeat(32), 7, 20, prompt);
  }

  private int inspect(byte[] file, String... options) throws Exception {
    return inspect(Files.write(folder.resolve("image.png"), file), options);
  }

  private int inspect(Path file, String... options) {
    out.getBuffer().setLength(0);
    String[] arguments = Arrays.copyOf(options, options.length + 1);
    arguments[options.length] = file.toString();
    return new CommandLine(new InspectCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          command.getErr().println(failure.getClass().getSimpleName() + " " + failure.getMessage());
          return 1;
        })
        .execute(arguments);
  }

  @Test
  void aMark_isShownWhole_andThePromptOnlyIfItIsThere() throws Exception {
    assertEquals(0, inspect(mark(null).on(png())));
    for (String part :
        new String[] {
          "trainedAlgorithmicMedia",
          "rill-10m, asset 20",
          "call_0a0a",
          "0x1f1f",
          "7, 20 steps",
          "prompt      not shown"
        }) {
      assertTrue(out.toString().contains(part), part + " in " + out);
    }
    assertEquals(0, inspect(mark("a red cat").on(png())));
    assertTrue(out.toString().contains("prompt      a red cat"), out.toString());
  }

  @Test
  void json_hasTheSame_forPrograms() throws Exception {
    assertEquals(0, inspect(mark("a \u202Ered cat").on(png()), "--json"));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertTrue(json.path("marked").asBoolean());
    assertEquals("20", json.path("asset").asText());
    assertEquals(7, json.path("seed").asLong());
    assertEquals("a \u202Ered cat", json.path("prompt").asText());
    assertEquals(ImageMark.DIGITAL_SOURCE_TYPE, json.path("digital_source_type").asText());
    assertEquals(3, inspect(png(), "--json"));
    assertFalse(new ObjectMapper().readTree(out.toString()).path("marked").asBoolean());
  }

  @Test
  void anImageWithoutAMark_saysSo() throws Exception {
    assertEquals(3, inspect(png()));
    assertTrue(out.toString().startsWith("no mark"), out.toString());
  }

  @Test
  void whatAStrangerWrote_doesNotCommandTheTerminal() throws Exception {
    assertEquals(0, inspect(mark("a\u009b2Jb\u202Ec\u2028d\ne").on(png())));
    assertTrue(out.toString().contains("a\\u{9b}2Jb\\u{202e}c\\u{2028}d\\u{a}e"), out.toString());
    assertFalse(out.toString().contains("\u009b"), "a control character came through");
  }

  @Test
  void damagedCutOrOther_isSaidInOneLine() throws Exception {
    byte[] marked = mark("a red cat").on(png());
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      byte[] changed = marked.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
      assertDamaged(inspect(changed));
      assertDamaged(inspect(Arrays.copyOf(marked, random.nextInt(marked.length))));
    }
    assertDamaged(inspect("GIF89a".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    assertDamaged(inspect(new byte[0]));
  }

  private void assertDamaged(int exit) {
    assertEquals(1, exit, out.toString());
    assertTrue(out.toString().contains("is damaged, or no PNG"), out.toString());
    assertEquals(1, out.toString().lines().count(), out.toString());
  }

  @Test
  void whatIsNoFile_orTooLarge_isNotRead() throws Exception {
    assertEquals(1, inspect(folder.resolve("absent.png")));
    assertTrue(out.toString().contains("does not exist"), out.toString());
    assertEquals(1, inspect(folder));
    assertTrue(out.toString().contains("is no plain file"), out.toString());
    Path sparse = folder.resolve("sparse.png");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    assertEquals(1, inspect(sparse));
    assertTrue(out.toString().contains("more than the"), out.toString());
  }
}
