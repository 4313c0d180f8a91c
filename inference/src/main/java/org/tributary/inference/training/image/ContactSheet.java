package org.tributary.inference.training.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/** A picture of many images, eight to a row. */
final class ContactSheet {
  static final int COLUMNS = 8;
  private static final int GAP = 4;
  private static final int SCALE = 2;
  private static final int GRAY = 0x606060;

  private ContactSheet() {}

  /** The prompts that come with the recipe, so that sheets can be compared. */
  static List<String> prompts() {
    try (var in = ContactSheet.class.getResourceAsStream("sheet.txt")) {
      byte[] text = Objects.requireNonNull(in, "sheet.txt").readAllBytes();
      return new String(text, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes {@code images}, planes of {@code side} pixels a side, as PNG to {@code file}. */
  static void write(List<float[]> images, int side, Path file) throws IOException {
    int cell = side * SCALE + GAP;
    int rows = Math.ceilDiv(images.size(), COLUMNS);
    BufferedImage sheet =
        new BufferedImage(COLUMNS * cell + GAP, rows * cell + GAP, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        sheet.setRGB(x, y, GRAY);
      }
    }
    for (int i = 0; i < images.size(); i++) {
      draw(images.get(i), side, sheet, i % COLUMNS * cell + GAP, i / COLUMNS * cell + GAP);
    }
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    if (!ImageIO.write(sheet, "png", partial.toFile())) {
      throw new IOException("this Java writes no PNG");
    }
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void draw(float[] image, int side, BufferedImage sheet, int x, int y) {
    int plane = side * side;
    for (int i = 0; i < plane * SCALE * SCALE; i++) {
      int column = i % (side * SCALE);
      int row = i / (side * SCALE);
      int at = row / SCALE * side + column / SCALE;
      int rgb =
          value(image[at]) << 16 | value(image[at + plane]) << 8 | value(image[at + 2 * plane]);
      sheet.setRGB(x + column, y + row, rgb);
    }
  }

  /** As an image file has it, 0 to 255. */
  static int value(float pixel) {
    return Math.clamp(Math.round((pixel + 1) * 127.5f), 0, 255);
  }
}
