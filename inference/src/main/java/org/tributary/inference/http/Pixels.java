package org.tributary.inference.http;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import javax.imageio.ImageIO;

/** An image of known size as it is sent, and as a model computes with it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Pixels(int side, int[] argb) {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int HEADER = 0x49484452;
  private static final int SIZE_AT = 16;

  /**
   * A PNG in base64.
   *
   * @throws Refusal naming {@code field}; a size other than {@code side} is seen before anything is
   *     unpacked
   */
  static Pixels read(String base64, String field, int side) {
    byte[] png = decode(base64, field);
    ByteBuffer bytes = ByteBuffer.wrap(png);
    if (png.length < SIZE_AT + 2 * Integer.BYTES
        || bytes.getLong(0) != SIGNATURE
        || bytes.getInt(SIZE_AT - Integer.BYTES) != HEADER) {
      throw wrong(field, field + " is not a PNG");
    }
    int width = bytes.getInt(SIZE_AT);
    int height = bytes.getInt(SIZE_AT + Integer.BYTES);
    if (width != side || height != side) {
      throw wrong(
          field, "%s is %dx%d; it must be %dx%d".formatted(field, width, height, side, side));
    }
    return new Pixels(side, unpack(png, field, side));
  }

  private static byte[] decode(String base64, String field) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw wrong(field, field + " is not base64");
    }
  }

  private static int[] unpack(byte[] png, String field, int side) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      if (image == null) {
        throw wrong(field, field + " is not a PNG");
      }
      return image.getRGB(0, 0, side, side, null, 0, side);
    } catch (IOException | RuntimeException e) {
      throw e instanceof Refusal known ? known : wrong(field, field + " is a damaged PNG");
    }
  }

  private static Refusal wrong(String field, String message) {
    return Refusal.invalid(message, field, "invalid_image");
  }

  /** Planes of pixels in [-1, 1]. */
  float[] planes() {
    float[] planes = new float[3 * argb.length];
    for (int i = 0; i < argb.length; i++) {
      for (int plane = 0; plane < 3; plane++) {
        int value = argb[i] >> 16 - 8 * plane & 0xff;
        planes[plane * argb.length + i] = value / 127.5f - 1;
      }
    }
    return planes;
  }

  /** How opaque each value of the planes is, from 0 to 1. */
  float[] opaque() {
    float[] opaque = new float[3 * argb.length];
    for (int i = 0; i < opaque.length; i++) {
      opaque[i] = (argb[i % argb.length] >>> 24) / 255f;
    }
    return opaque;
  }

  /** Planes of pixels as a PNG in base64; what is beyond [-1, 1] is cut. */
  static String base64Png(float[] planes, int side) {
    int size = side * side;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size; i++) {
      int rgb = value(planes[i]) << 16 | value(planes[size + i]) << 8 | value(planes[2 * size + i]);
      image.setRGB(i % side, i / side, rgb);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", png)) {
        throw new IllegalStateException("this Java writes no PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(png.toByteArray());
  }

  private static int value(float pixel) {
    return Math.clamp(Math.round((pixel + 1) * 127.5f), 0, 255);
  }
}
