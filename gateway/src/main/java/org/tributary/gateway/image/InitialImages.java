package org.tributary.gateway.image;

import jakarta.inject.Singleton;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.image.ImageQuotes.QuotedImages;
import org.tributary.models.openai.ImageRequest;
import org.tributary.models.picture.BadPictureException;
import org.tributary.models.picture.PictureReader;

/**
 * Reads the pictures that callers send to begin from, of any size and whoever made them, and cuts
 * and scales them to what is drawn.
 */
@Singleton
final class InitialImages {
  private static final int PERMITS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final PictureReader reader;
  private final Semaphore atOnce = new Semaphore(PERMITS);

  InitialImages(ImageConfig config) {
    this.reader = new PictureReader(config.maxImageBytes());
  }

  /**
   * The same request with image and mask, if it has any, as PNGs of the size that is drawn.
   *
   * @throws org.tributary.gateway.error.ApiException 400 for what is no picture, or a mask whose
   *     size is not the image's
   */
  QuotedImages fitted(QuotedImages quoted) {
    ImageRequest request = quoted.request();
    ImageSize size = quoted.size();
    if (request.image() == null) {
      return quoted;
    }
    if (size.width() != size.height()) {
      throw ImageRefusals.badImage("image", "images that are not square cannot be begun from");
    }
    byte[] image = decode(request.image(), "image");
    byte @Nullable [] mask = request.mask() == null ? null : decode(request.mask(), "mask");
    if (!atOnce.tryAcquire()) {
      throw CallRefusals.busy();
    }
    try {
      if (mask != null && !reader.size(image).equals(reader.size(mask))) {
        throw ImageRefusals.badImage(
            "mask",
            "it is "
                + reader.size(mask)
                + " and the image "
                + reader.size(image)
                + "; they must be alike");
      }
      return quoted.with(
          request.withImages(
              png(image, "image", size.width()),
              mask == null ? null : png(mask, "mask", size.width())));
    } catch (BadPictureException e) {
      throw ImageRefusals.badImage("image", String.valueOf(e.getMessage()));
    } finally {
      atOnce.release();
    }
  }

  private static byte[] decode(String base64, String field) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw ImageRefusals.badImage(field, "it is not base64");
    }
  }

  private String png(byte[] file, String field, int side) {
    try {
      return base64(reader.square(file, side));
    } catch (BadPictureException e) {
      throw ImageRefusals.badImage(field, String.valueOf(e.getMessage()));
    }
  }

  private static String base64(BufferedImage image) {
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
}
