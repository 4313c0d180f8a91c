package org.tributary.models.picture;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads PNG and JPEG files of any size into squares of one size. What a file says of its size is
 * checked before anything is unpacked, and no more is unpacked than the square needs, so a small
 * file cannot take much memory.
 */
public final class PictureReader {
  private static final int MAX_SIDE = 8_192;
  private static final long MAX_PIXELS = 40_000_000;

  /** Times the square's side that is unpacked at least, where there is as much. */
  private static final int DETAIL = 4;

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] ANIMATION = "acTL".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] PIXELS = "IDAT".getBytes(StandardCharsets.ISO_8859_1);

  private final int maxBytes;

  static {
    // No files of ours beside the system's for each picture.
    ImageIO.setUseCache(false);
  }

  public PictureReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Width and height in pixels, as a file says. */
  public record Size(int width, int height) {
    @Override
    public String toString() {
      return width + "x" + height;
    }
  }

  /**
   * How large the picture in {@code file} is; nothing is unpacked.
   *
   * @throws BadPictureException saying what is wrong with it
   */
  public Size size(byte[] file) throws BadPictureException {
    return read(file, reader -> new Size(reader.getWidth(0), reader.getHeight(0)));
  }

  /**
   * The middle square of the picture in {@code file}, {@code side} pixels a side.
   *
   * @throws BadPictureException saying what is wrong with it
   */
  public BufferedImage square(byte[] file, int side) throws BadPictureException {
    return read(
        file,
        reader -> {
          int width = reader.getWidth(0);
          int height = reader.getHeight(0);
          return scaled(read(reader, width, height, side), side);
        });
  }

  /** What is read of a file whose size was checked. */
  private interface Reading<T> {
    T of(ImageReader reader) throws IOException;
  }

  private <T> T read(byte[] file, Reading<T> reading) throws BadPictureException {
    String format = format(file);
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      requireSize(reader.getWidth(0), reader.getHeight(0));
      return reading.of(reader);
    } catch (IOException | RuntimeException damaged) {
      throw new BadPictureException("the file is a damaged or unusual " + format);
    } finally {
      reader.dispose();
    }
  }

  private String format(byte[] file) throws BadPictureException {
    if (file.length > maxBytes) {
      throw new BadPictureException("the file is larger than " + maxBytes + " bytes");
    }
    if (begins(file, JPEG)) {
      return "JPEG";
    }
    if (!begins(file, PNG)) {
      throw new BadPictureException("the file is neither a PNG nor a JPEG");
    }
    int animated = indexOf(file, ANIMATION);
    int pixels = indexOf(file, PIXELS);
    if (animated >= 0 && (pixels < 0 || animated < pixels)) {
      throw new BadPictureException("the file is an animation: send one picture");
    }
    return "PNG";
  }

  private static boolean begins(byte[] file, byte[] with) {
    return file.length >= with.length && Arrays.equals(file, 0, with.length, with, 0, with.length);
  }

  private static int indexOf(byte[] file, byte[] part) {
    for (int i = 0; i <= file.length - part.length; i++) {
      if (Arrays.equals(file, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  private static void requireSize(int width, int height) throws BadPictureException {
    if (width < 1
        || height < 1
        || width > MAX_SIDE
        || height > MAX_SIDE
        || (long) width * height > MAX_PIXELS) {
      throw new BadPictureException(
          "the picture is %dx%d; at most %d a side and %,d in all are taken"
              .formatted(width, height, MAX_SIDE, MAX_PIXELS));
    }
  }

  private static BufferedImage read(ImageReader reader, int width, int height, int side)
      throws IOException {
    int square = Math.min(width, height);
    int every = Math.max(1, square / (DETAIL * side));
    ImageReadParam how = reader.getDefaultReadParam();
    how.setSourceRegion(new Rectangle((width - square) / 2, (height - square) / 2, square, square));
    how.setSourceSubsampling(every, every, 0, 0);
    return Objects.requireNonNull(reader.read(0, how));
  }

  /** Each pixel is the mean of what it covers, weighed by opacity. */
  private static BufferedImage scaled(BufferedImage from, int side) {
    BufferedImage to = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
    int[] line = new int[from.getWidth() * from.getHeight()];
    from.getRGB(0, 0, from.getWidth(), from.getHeight(), line, 0, from.getWidth());
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        to.setRGB(x, y, mean(line, from.getWidth(), from.getHeight(), x, y, side));
      }
    }
    return to;
  }

  private static int mean(int[] argb, int width, int height, int x, int y, int side) {
    int left = x * width / side;
    int right = Math.max(left + 1, (x + 1) * width / side);
    int top = y * height / side;
    int bottom = Math.max(top + 1, (y + 1) * height / side);
    long[] sums = new long[4];
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        int pixel = argb[row * width + column];
        int alpha = pixel >>> 24;
        sums[0] += alpha;
        sums[1] += (long) alpha * (pixel >> 16 & 0xff);
        sums[2] += (long) alpha * (pixel >> 8 & 0xff);
        sums[3] += (long) alpha * (pixel & 0xff);
      }
    }
    long opaque = Math.max(1, sums[0]);
    int covered = (right - left) * (bottom - top);
    return (int) (sums[0] / covered) << 24
        | (int) (sums[1] / opaque) << 16
        | (int) (sums[2] / opaque) << 8
        | (int) (sums[3] / opaque);
  }
}
