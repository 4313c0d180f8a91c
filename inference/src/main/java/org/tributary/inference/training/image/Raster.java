package org.tributary.inference.training.image;

import java.awt.image.BufferedImage;

/**
 * A square of pixels that may be transparent.
 *
 * @param side pixels a side
 * @param argb 8 bits each of alpha, red, green and blue, row after row; not premultiplied
 */
@SuppressWarnings("ArrayRecordComponent") // thousands are made a second, and none is compared
record Raster(int side, int[] argb) {
  static Raster of(BufferedImage image) {
    int side = image.getWidth();
    if (side != image.getHeight()) {
      throw new IllegalArgumentException(side + "×" + image.getHeight() + " is not a square");
    }
    return new Raster(side, image.getRGB(0, 0, side, side, null, 0, side));
  }

  static Raster transparent(int side) {
    return new Raster(side, new int[side * side]);
  }

  static int alpha(int pixel) {
    return pixel >>> 24;
  }

  static int channel(int pixel, int shift) {
    return pixel >> shift & 0xff;
  }

  /** The share of pixels that what lies behind mostly shows through. */
  double transparentShare() {
    int count = 0;
    for (int pixel : argb) {
      count += alpha(pixel) < 128 ? 1 : 0;
    }
    return count / (double) argb.length;
  }

  /** Left and right exchanged. */
  Raster mirrored() {
    int[] out = new int[argb.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = argb[i - i % side + side - 1 - i % side];
    }
    return new Raster(side, out);
  }

  /** At half the size, each pixel the mean of four, weighted by how opaque they are. */
  Raster halved() {
    int half = side / 2;
    int[] out = new int[half * half];
    for (int i = 0; i < out.length; i++) {
      int at = i / half * 2 * side + i % half * 2;
      out[i] = mean(argb[at], argb[at + 1], argb[at + side], argb[at + side + 1]);
    }
    return new Raster(half, out);
  }

  private static int mean(int... pixels) {
    int opaque = 0;
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int pixel : pixels) {
      int a = alpha(pixel);
      opaque += a;
      red += a * channel(pixel, 16);
      green += a * channel(pixel, 8);
      blue += a * channel(pixel, 0);
    }
    if (opaque == 0) {
      return 0;
    }
    int alpha = Math.round(opaque / (float) pixels.length);
    return alpha << 24 | red / opaque << 16 | green / opaque << 8 | blue / opaque;
  }

  /** Copies {@code other} to the place whose left upper corner is (x, y); it must fit. */
  void put(Raster other, int x, int y) {
    for (int row = 0; row < other.side; row++) {
      System.arraycopy(other.argb, row * other.side, argb, (y + row) * side + x, other.side);
    }
  }

  /**
   * Writes the picture before {@code background} to {@code planes} from {@code at}: a red, a green
   * and a blue plane of values in [-1, 1].
   */
  void writePlanes(int background, float[] planes, int at) {
    for (int plane = 0; plane < 3; plane++) {
      int shift = 16 - 8 * plane;
      float behind = channel(background, shift);
      for (int i = 0; i < argb.length; i++) {
        float opaque = alpha(argb[i]) / 255f;
        float value = behind + opaque * (channel(argb[i], shift) - behind);
        planes[at + plane * argb.length + i] = value / 127.5f - 1;
      }
    }
  }
}
