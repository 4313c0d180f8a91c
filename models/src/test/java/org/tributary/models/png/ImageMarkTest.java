package org.tributary.models.png;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageMarkTest {
  private static final ImageMark MARK =
      new ImageMark(
          "pebble", 7, "call_" + "0a".repeat(16), "0x" + "1f".repeat(32), Long.MIN_VALUE, 20, null);

  private static byte[] png() throws IOException {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 200; i++) {
      image.setRGB(i % 20, i / 20, i * 0x9E3779B9);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, "png", out));
    return out.toByteArray();
  }

  @Test
  void aMark_isReadAsWritten_andLeavesThePixels() throws Exception {
    byte[] marked = MARK.on(png());
    assertEquals(Optional.of(MARK), ImageMark.of(marked));
    BufferedImage before = ImageIO.read(new ByteArrayInputStream(png()));
    BufferedImage after = ImageIO.read(new ByteArrayInputStream(marked));
    for (int i = 0; i < 200; i++) {
      assertEquals(before.getRGB(i % 20, i / 20), after.getRGB(i % 20, i / 20));
    }
    String text = new String(marked, StandardCharsets.UTF_8);
    assertTrue(text.contains(ImageMark.DIGITAL_SOURCE_TYPE));
    assertTrue(text.contains("XML:com.adobe.xmp"));
  }

  @Test
  void anImage_withoutAMark_hasNone() throws Exception {
    assertEquals(Optional.empty(), ImageMark.of(png()));
  }

  @Test
  void aPrompt_isThereOnlyIfGiven_whateverItSays() throws Exception {
    String prompt = "<b>&\"'</b>]]> ünï €\uD83D\uDE00 \n two\tlines";
    ImageMark with =
        new ImageMark("pebble", 7, MARK.receipt(), MARK.promptCommitment(), 1, 2, prompt);
    assertEquals(Optional.of(with), ImageMark.of(with.on(png())));
    ImageMark broken =
        new ImageMark("pebble", 7, MARK.receipt(), MARK.promptCommitment(), 1, 2, "a\0b\uD83D");
    assertEquals("a\uFFFDb\uFFFD", ImageMark.of(broken.on(png())).orElseThrow().prompt());
  }

  @Test
  void aMark_withoutTheSourceType_isDamaged() throws Exception {
    byte[] marked = MARK.on(png());
    for (PngChunks.Chunk chunk : PngChunks.of(marked).all()) {
      if (chunk.type().equals("iTXt")) {
        String other =
            new String(chunk.data(), StandardCharsets.UTF_8)
                .replace("trainedAlgorithmicMedia", "digitalCapture");
        byte[] png =
            PngChunks.of(png())
                .with(new PngChunks.Chunk("iTXt", other.getBytes(StandardCharsets.UTF_8)))
                .bytes();
        assertThrows(BadPngException.class, () -> ImageMark.of(png));
        return;
      }
    }
    throw new AssertionError("no mark was written");
  }

  @Test
  void anEntity_orABombOfThem_isNotResolved() throws Exception {
    String packet =
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>"
            + "<x xmlns:t=\"urn:tributary:image:1\"><t:receipt>&a;</t:receipt></x>";
    byte[] data = ("XML:com.adobe.xmp\0\0\0\0\0" + packet).getBytes(StandardCharsets.ISO_8859_1);
    byte[] png = PngChunks.of(png()).with(new PngChunks.Chunk("iTXt", data)).bytes();
    assertThrows(BadPngException.class, () -> ImageMark.of(png));
  }

  @Test
  void whatIsNoPng_orCut_orChanged_isRefused_andNeverMore() throws Exception {
    byte[] marked = MARK.on(png());
    for (int length = 0; length < marked.length; length++) {
      byte[] cut = Arrays.copyOf(marked, length);
      assertThrows(BadPngException.class, () -> ImageMark.of(cut));
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = marked.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 + random.nextInt(255));
      assertThrows(BadPngException.class, () -> ImageMark.of(changed), "at " + at);
    }
    assertThrows(BadPngException.class, () -> ImageMark.of(new byte[1 << 20]));
  }

  @Test
  void impossibleValues_areRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ImageMark("m", 0, "r", MARK.promptCommitment(), 1, 1, null));
    assertThrows(
        IllegalArgumentException.class, () -> new ImageMark("m", 1, "r", "0x1", 1, 1, null));
  }
}
