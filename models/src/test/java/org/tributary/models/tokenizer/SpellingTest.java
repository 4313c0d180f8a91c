package org.tributary.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpellingTest {
  private static final String TEXT = "Aé 漢😀 b\n";
  @TempDir private Path folder = Path.of("");

  @Test
  void spelling_ofHalfACharacter_hasItsByte() {
    Spelling half = ByteTokenizer.create().spelling(4 + 0xf0);
    assertEquals("\uFFFD", half.text());
    assertArrayEquals(new byte[] {(byte) 0xf0}, half.bytes());
  }

  @Test
  void spelling_ofAControl_isItsNameAndNoText() {
    Spelling end = ByteTokenizer.create().spelling(0);
    assertEquals("<|end|>", end.text());
    assertEquals(0, end.bytes().length);
  }

  @Test
  void bytes_joinToTheText_whereBytesAreSpelledAsLetters() throws IOException {
    assertEquals(TEXT, joined(ByteTokenizer.create()));
  }

  /** Its decoder strips the space that a text begins with, and has names such as {@code <0xE6>}. */
  @Test
  void bytes_joinToTheText_whereBytesAreNamed() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/org/tributary/models/fuzz/tokenizer-llama2.json"))) {
      Files.copy(file, folder.resolve("tokenizer.json"));
    }
    try (ModelTokenizer tokenizer = ModelTokenizer.open(folder)) {
      assertEquals(" " + TEXT, joined(tokenizer));
    }
  }

  private static String joined(ModelTokenizer tokenizer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long id : tokenizer.encode(TEXT)) {
      bytes.write(tokenizer.spelling((int) id).bytes());
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
