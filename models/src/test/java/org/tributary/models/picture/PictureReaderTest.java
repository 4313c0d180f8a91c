package org.tributary.models.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureReaderTest {
  private static final int SIDE = 16;
  private final PictureReader reader = new PictureReader(1 << 20);

  private static byte[] written(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }

  /** Red in its left half, blue in its right one. */
  private static BufferedImage halves(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, x < width / 2 ? 0xffff0000 : 0xff0000ff);
      }
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({"16,16", "64,64", "200,100", "100,200", "7,7", "1000,3000", "1,1"})
  void aPicture_ofAnySize_becomesItsMiddleSquare(int width, int height) throws Exception {
    for (String format : new String[] {"png", "jpg"}) {
      byte[] file = written(halves(width, height, BufferedImage.TYPE_INT_RGB), format);
      BufferedImage square = reader.square(file, SIDE);
      assertEquals(SIDE, square.getWidth());
      assertEquals(SIDE, square.getHeight());
      if (width >= 2) {
        assertTrue((square.getRGB(1, 8) >> 16 & 0xff) > 200, format);
        assertTrue((square.getRGB(14, 8) & 0xff) > 200, format);
      }
    }
  }

  @Test
  void transparency_isKept_andDoesNotStainColours() throws Exception {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i % 2 == 0 ? 0xffff0000 : 0x0000ff00);
    }
    int pixel = reader.square(written(image, "png"), SIDE).getRGB(8, 8);
    assertEquals(127, pixel >>> 24);
    assertEquals(0xff0000, pixel & 0xffffff);
  }

  /** A header that promises much, with hardly anything behind it. */
  private static byte[] bomb(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(33);
    header.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    header.putInt(13).put("IHDR".getBytes(StandardCharsets.ISO_8859_1));
    header.putInt(width).putInt(height).put(new byte[] {8, 6, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.array(), 12, 17);
    return header.putInt((int) crc.getValue()).array();
  }

  @Test
  void aPictureThatSaysItIsHuge_isRefusedBeforeItIsUnpacked() {
    for (int[] size : new int[][] {{100_000, 100_000}, {8_192, 8_192}, {9_000, 1}}) {
      byte[] file = bomb(size[0], size[1]);
      assertRefused(file, size[0] + "x" + size[1]);
    }
    for (int[] size : new int[][] {{0, 5}, {-1, 5}, {4_000, 4_000}}) {
      byte[] file = bomb(size[0], size[1]);
      assertThrows(BadPictureException.class, () -> reader.square(file, SIDE));
    }
  }

  @Test
  void aLargePicture_isReadWithLittleMemory() throws Exception {
    byte[] file = written(new BufferedImage(6_000, 6_000, BufferedImage.TYPE_BYTE_BINARY), "png");
    assertTrue(file.length < 1 << 20);
    assertEquals(SIDE, reader.square(file, SIDE).getWidth());
  }

  @Test
  void otherTypes_animations_andTooLargeFiles_areRefusedByName() throws Exception {
    assertRefused(written(halves(8, 8, BufferedImage.TYPE_INT_RGB), "gif"), "neither");
    assertRefused("<svg xmlns='x'/>".getBytes(StandardCharsets.UTF_8), "neither");
    assertRefused(new byte[0], "neither");
    assertRefused(new byte[(1 << 20) + 1], "larger");
    byte[] png = written(halves(8, 8, BufferedImage.TYPE_INT_RGB), "png");
    byte[] moving = new byte[png.length + 20];
    System.arraycopy(png, 0, moving, 0, 33);
    ByteBuffer.wrap(moving, 33, 20).putInt(8).put("acTL".getBytes(StandardCharsets.ISO_8859_1));
    System.arraycopy(png, 33, moving, 53, png.length - 33);
    assertRefused(moving, "animation");
  }

  private void assertRefused(byte[] file, String why) {
    String message =
        assertThrows(BadPictureException.class, () -> reader.square(file, SIDE)).toString();
    assertTrue(message.contains(why), message);
  }

  @Test
  void aDamagedFile_givesAPictureOrIsRefused_andNothingElse() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    for (String format : new String[] {"png", "jpg"}) {
      byte[] file = written(halves(40, 30, BufferedImage.TYPE_INT_RGB), format);
      for (int i = 0; i < 3_000; i++) {
        byte[] changed =
            Arrays.copyOf(file, i % 2 == 0 ? file.length : random.nextInt(file.length));
        for (int n = random.nextInt(1, 6); n > 0 && changed.length > 0; n--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        try {
          assertEquals(SIDE, reader.square(changed, SIDE).getHeight());
        } catch (BadPictureException refused) {
          assertTrue(refused.toString().length() > 60);
        }
      }
    }
  }
}
