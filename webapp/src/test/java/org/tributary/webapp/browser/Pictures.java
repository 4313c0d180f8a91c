package org.tributary.webapp.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** PNG files that tests send and get. */
final class Pictures {
  private Pictures() {}

  /** A picture whose left half is red and whose right half is blue. */
  static byte[] redAndBlue(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x < width / 2 ? Color.RED : Color.BLUE).getRGB());
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  /** What a request holds as base64. */
  static BufferedImage decode(JsonNode base64) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64.asText())));
  }

  static boolean areEqual(byte[] file, BufferedImage other) throws IOException {
    BufferedImage one = ImageIO.read(new ByteArrayInputStream(file));
    boolean equal = one.getWidth() == other.getWidth() && one.getHeight() == other.getHeight();
    for (int i = 0; equal && i < one.getWidth() * one.getHeight(); i++) {
      int x = i % one.getWidth();
      int y = i / one.getWidth();
      equal = (one.getRGB(x, y) & 0xffffff) == (other.getRGB(x, y) & 0xffffff);
    }
    return equal;
  }
}
