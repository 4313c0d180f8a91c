package org.tributary.gateway.image;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import org.tributary.gateway.quote.PricedEndpoint;

/** The endpoints for images, as others see them. */
@Factory
final class ImageFactory {
  @Singleton
  PricedEndpoint generations(ImageQuotes quotes) {
    return new ImagePricing(quotes, ImageController.GENERATIONS, false);
  }

  @Singleton
  PricedEndpoint edits(ImageQuotes quotes) {
    return new ImagePricing(quotes, ImageController.EDITS, true);
  }
}
