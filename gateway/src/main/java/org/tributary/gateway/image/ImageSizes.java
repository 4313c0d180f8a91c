package org.tributary.gateway.image;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.tributary.gateway.asset.ModelOffer;

/** Which sizes image models draw. */
@Singleton
public final class ImageSizes {
  private final ImageModels models;

  ImageSizes(ImageModels models) {
    this.models = models;
  }

  /** {@code WIDTHxHEIGHT}; empty for a model that draws none, or whose folder is not here. */
  public Optional<String> of(ModelOffer offer) {
    return offer.drawsImages()
        ? models.of(offer).map(known -> known.size().text())
        : Optional.empty();
  }
}
