package org.tributary.webapp.fake;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** A small mirrored creature, another for each seed, as clear as it is drawn so far. */
final class FakePicture {
  static final int SIZE = 64;
  private static final int CELL = 4;
  private static final int CELLS = SIZE / CELL;

  private FakePicture() {}

  /** A PNG; {@code clarity} goes from 0, noise, to 1. */
  static byte[] draw(long seed, double clarity) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Random shape = new Random(seed * 31 + 7);
    Color body = Color.getHSBColor(shape.nextFloat(), 0.65f, 0.85f);
    Color ground = Color.getHSBColor(shape.nextFloat(), 0.12f, 0.96f);
    boolean[][] cells = creature(shape);
    Random noise = new Random(seed);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        Color clear = cells[y / CELL][x / CELL] ? body : ground;
        image.setRGB(x, y, mixed(clear, noise, clarity));
      }
    }
    return png(image);
  }

  private static boolean[][] creature(Random shape) {
    boolean[][] cells = new boolean[CELLS][CELLS];
    for (int y = 3; y < CELLS - 3; y++) {
      for (int x = 3; x < CELLS / 2; x++) {
        boolean filled = shape.nextDouble() < 0.35 + 0.06 * x;
        cells[y][x] = filled;
        cells[y][CELLS - 1 - x] = filled;
      }
    }
    return cells;
  }

  private static int mixed(Color clear, Random noise, double clarity) {
    int grain = noise.nextInt(256);
    return new Color(
            part(clear.getRed(), grain, clarity),
            part(clear.getGreen(), grain, clarity),
            part(clear.getBlue(), grain, clarity))
        .getRGB();
  }

  private static int part(int clear, int grain, double clarity) {
    return (int) (clear * clarity + grain * (1 - clarity));
  }

  private static byte[] png(BufferedImage image) {
    try (ByteArrayOutputStream file = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", file);
      return file.toByteArray();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
