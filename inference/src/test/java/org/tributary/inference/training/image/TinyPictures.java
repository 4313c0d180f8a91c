package org.tributary.inference.training.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Invented pictures: a square in the left half of each, in one colour. */
final class TinyPictures {
  static final int SIDE = 64;

  /** Enough for a tokenizer of their few words. */
  static final int CAPTIONS = 500;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES = List.of("cat", "dog", "box", "berry", "wolf", "axe");
  private static final List<ColourWord> COLOURS =
      List.of(ColourWord.RED, ColourWord.GREEN, ColourWord.BLUE, ColourWord.YELLOW);

  private TinyPictures() {}

  /** A square of {@code colour} in the left half, the rest transparent. */
  static Raster square(ColourWord colour) {
    Raster raster = Raster.transparent(SIDE);
    for (int y = 8; y < 56; y++) {
      for (int x = 4; x < 32; x++) {
        raster.argb()[y * SIDE + x] = 0xff000000 | colour.rgb();
      }
    }
    return raster;
  }

  static Picture picture(String name, ColourWord colour) {
    return new Picture(
        Style.NOTO,
        name + ".png",
        name,
        "animals-nature",
        "animal-mammal",
        List.of("pet"),
        square(colour));
  }

  static PictureSet set(Picture... pictures) {
    return new PictureSet(Style.NOTO, List.of(pictures), List.of());
  }

  /** A folder as training reads it, with some pictures held out. */
  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    JSON.writeValue(
        folder.resolve("manifest.json").toFile(),
        Stream.of(Style.values()).map(s -> source(s.dataset())).toList());
    for (Style style : Style.values()) {
      List<String> lines = new ArrayList<>();
      Path zip = folder.resolve(style.dataset() + ".zip");
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
        for (int i = 0; i < 100; i++) {
          String file = "p/" + i + ".png";
          out.putNextEntry(new ZipEntry(file));
          writePng(square(COLOURS.get(i % COLOURS.size())), out);
          String group = style == Style.NOTO ? "animals-nature" : "mon";
          lines.add(
              JSON.writeValueAsString(
                  Map.of(
                      "file",
                      file,
                      "name",
                      NAMES.get(i % NAMES.size()),
                      "group",
                      group,
                      "subgroup",
                      "animal-mammal",
                      "keywords",
                      List.of("thing"))));
        }
      }
      Files.write(folder.resolve(style.dataset() + ".captions.jsonl"), lines);
    }
    return folder;
  }

  private static Map<String, String> source(String set) {
    return Map.of(
        "dataset",
        set,
        "owner",
        "owner of " + set,
        "licence",
        "CC0-1.0",
        "source",
        "https://example.org/" + set,
        "sha256",
        "%064x".formatted(set.length()));
  }

  private static void writePng(Raster raster, OutputStream out) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, SIDE, SIDE, raster.argb(), 0, SIDE);
    ImageIO.write(image, "png", out);
  }
}
