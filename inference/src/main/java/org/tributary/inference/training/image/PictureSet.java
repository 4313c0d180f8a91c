package org.tributary.inference.training.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;

/**
 * The pictures of one style: those to learn from, and those held out.
 *
 * @param learnt never empty
 * @param heldOut one picture in 32, by a hash of its file's name
 */
record PictureSet(Style style, List<Picture> learnt, List<Picture> heldOut) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HELD_OUT_ONE_IN = 32;

  /**
   * Reads {@code <dataset>.captions.jsonl} and {@code <dataset>.zip} of {@code folder}.
   *
   * @throws IOException if one is missing, or a caption's picture is
   */
  static PictureSet read(Path folder, Style style) throws IOException {
    List<Picture> learnt = new ArrayList<>();
    List<Picture> heldOut = new ArrayList<>();
    try (ZipFile zip = new ZipFile(folder.resolve(style.dataset() + ".zip").toFile())) {
      for (String line : Files.readAllLines(folder.resolve(style.dataset() + ".captions.jsonl"))) {
        JsonNode record = JSON.readTree(line);
        String file = record.path("file").asText();
        (isHeldOut(file) ? heldOut : learnt).add(picture(style, record, raster(zip, file)));
      }
    }
    return new PictureSet(style, List.copyOf(learnt), List.copyOf(heldOut));
  }

  static boolean isHeldOut(String file) {
    CRC32 crc = new CRC32();
    crc.update(file.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % HELD_OUT_ONE_IN == 0;
  }

  private static Raster raster(ZipFile zip, String file) throws IOException {
    ZipEntry entry = zip.getEntry(file);
    if (entry == null) {
      throw new IOException(zip.getName() + " has no picture " + file);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      BufferedImage image = ImageIO.read(in);
      if (image == null) {
        throw new IOException(file + " in " + zip.getName() + " is no image");
      }
      return Raster.of(image);
    }
  }

  private static Picture picture(Style style, JsonNode record, Raster raster) {
    List<String> keywords =
        StreamSupport.stream(record.path("keywords").spliterator(), false)
            .map(k -> k.asText().toLowerCase(Locale.ROOT))
            .toList();
    return new Picture(
        style,
        record.path("file").asText(),
        record.path("name").asText().toLowerCase(Locale.ROOT),
        record.path("group").asText(),
        record.path("subgroup").asText(),
        keywords,
        raster);
  }
}
