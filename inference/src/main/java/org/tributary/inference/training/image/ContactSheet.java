package org.tributary.inference.training.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.inference.diffusion.Drawing;
import org.tributary.inference.diffusion.FlowPath;
import org.tributary.inference.diffusion.Sampler;
import org.tributary.inference.diffusion.Trajectory;
import org.tributary.models.diffusion.DiffusionConfig;

/** A picture of samples for fixed prompts from fixed noise, so that sheets can be compared. */
final class ContactSheet {
  private static final int COLUMNS = 8;
  private static final int GAP = 4;
  private static final int SCALE = 2;
  private static final int STEPS = 20;
  private static final double GUIDANCE = 4;
  private static final int AT_ONCE = 8;
  private static final int GRAY = 0x606060;

  private final List<String> prompts;

  ContactSheet(List<String> prompts) {
    this.prompts = prompts;
  }

  /** The prompts that come with the recipe, eight to a row of the sheet. */
  static ContactSheet standard() {
    try (var in = ContactSheet.class.getResourceAsStream("sheet.txt")) {
      byte[] text = Objects.requireNonNull(in, "sheet.txt").readAllBytes();
      return new ContactSheet(new String(text, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Samples every prompt and writes the sheet as PNG to {@code file}. */
  void write(DiffusionModel model, CaptionEncoder captions, Path file) throws IOException {
    int side = model.config().imageSize();
    int cell = side * SCALE + GAP;
    int rows = Math.ceilDiv(prompts.size(), COLUMNS);
    BufferedImage sheet =
        new BufferedImage(COLUMNS * cell + GAP, rows * cell + GAP, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        sheet.setRGB(x, y, GRAY);
      }
    }
    for (int from = 0; from < prompts.size(); from += AT_ONCE) {
      List<String> some = prompts.subList(from, Math.min(prompts.size(), from + AT_ONCE));
      float[] images = sample(model, captions, some, from);
      for (int i = 0; i < some.size(); i++) {
        int x = (from + i) % COLUMNS * cell + GAP;
        int y = (from + i) / COLUMNS * cell + GAP;
        draw(images, i, side, sheet, x, y);
      }
    }
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    if (!ImageIO.write(sheet, "png", partial.toFile())) {
      throw new IOException("this Java writes no PNG");
    }
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static float[] sample(
      DiffusionModel model, CaptionEncoder captions, List<String> some, int seed) {
    DiffusionConfig config = model.config();
    long[] ids = new long[(some.size() + 1) * config.captionLength()];
    for (int i = 0; i <= some.size(); i++) {
      String prompt = i < some.size() ? some.get(i) : "";
      long[] row =
          captions
              .encode(prompt)
              .orElseThrow(() -> new IllegalArgumentException("too long: " + prompt));
      System.arraycopy(row, 0, ids, i * row.length, row.length);
    }
    float[] encoded = model.encode(ids);
    int size = encoded.length / (some.size() + 1);
    float[] empty = Arrays.copyOfRange(encoded, some.size() * size, encoded.length);
    SplittableRandom random = FlowBatches.random(1, seed);
    List<Drawing> drawings = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      float[] noise = new float[config.pixels()];
      for (int j = 0; j < noise.length; j++) {
        noise[j] = (float) random.nextGaussian();
      }
      float[] caption = Arrays.copyOfRange(encoded, i * size, (i + 1) * size);
      Trajectory way = new Trajectory(new FlowPath(), Sampler.EULER, STEPS, noise, null);
      drawings.add(new Drawing(way, caption, empty, GUIDANCE));
    }
    while (!drawings.getFirst().trajectory().isDone()) {
      Drawing.advance(drawings, model);
    }
    float[] images = new float[some.size() * config.pixels()];
    for (int i = 0; i < some.size(); i++) {
      float[] image = drawings.get(i).trajectory().estimate();
      System.arraycopy(image, 0, images, i * image.length, image.length);
    }
    return images;
  }

  private static void draw(float[] images, int index, int side, BufferedImage sheet, int x, int y) {
    int plane = side * side;
    for (int i = 0; i < plane * SCALE * SCALE; i++) {
      int column = i % (side * SCALE);
      int row = i / (side * SCALE);
      int at = index * 3 * plane + row / SCALE * side + column / SCALE;
      int rgb =
          value(images[at]) << 16 | value(images[at + plane]) << 8 | value(images[at + 2 * plane]);
      sheet.setRGB(x + column, y + row, rgb);
    }
  }

  private static int value(float pixel) {
    return Math.clamp(Math.round((pixel + 1) * 127.5f), 0, 255);
  }
}
