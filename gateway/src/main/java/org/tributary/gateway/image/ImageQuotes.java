package org.tributary.gateway.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.call.JsonBody;
import org.tributary.gateway.call.Priced;
import org.tributary.gateway.call.Product;
import org.tributary.gateway.quote.MaxCost;
import org.tributary.models.openai.ImageRequest;
import org.tributary.models.openai.ImageRequestRules;
import org.tributary.models.openai.Violation;

/** Understands a request for images and prices it, before anything is done for it. */
@Singleton
final class ImageQuotes {
  static final Product PRODUCT = new Product("Image generation", "n, steps or size");

  private final JsonBody<ImageRequest> bodies;
  private final AssetCatalogue catalogue;
  private final ImageModels models;
  private final ImageConfig config;

  ImageQuotes(ObjectMapper json, AssetCatalogue catalogue, ImageModels models, ImageConfig config) {
    this.bodies = new JsonBody<>(json, ImageRequest.class);
    this.catalogue = catalogue;
    this.models = models;
    this.config = config;
  }

  /**
   * A request that can be served, by this model, for no more than this.
   *
   * @param ceiling base units, for all steps of all images
   */
  record QuotedImages(ImageRequest request, ModelOffer offer, ImageSize size, long ceiling) {

    /** Pixels times steps of all images. */
    long pixelSteps() {
      return size.pixels() * request.stepsOrDefault() * request.images();
    }

    QuotedImages with(ImageRequest other) {
      return new QuotedImages(other, offer, size, ceiling);
    }

    Priced priced() {
      return new Priced(PRODUCT, offer, ceiling, 0);
    }

    /**
     * Refuses the request where it may cost more than its caller allows.
     *
     * @param header what the caller's header allows; the body may say so too
     */
    void requireWithin(@Nullable String header) {
      MaxCost.of(request.extension().maxCost(), header)
          .ifPresent(most -> most.requireFor(ceiling, "Lower " + PRODUCT.lower() + "."));
    }
  }

  /**
   * Quotes the JSON in {@code body}.
   *
   * @param edit whether it is to begin from an image
   * @throws org.tributary.gateway.error.ApiException when it is malformed, for an unknown model, or
   *     beyond any price
   */
  QuotedImages quote(byte[] body, boolean edit) {
    return quote(bodies.read(body), edit);
  }

  QuotedImages quote(ImageRequest request, boolean edit) {
    @Nullable Violation violation = ImageRequestRules.check(request);
    if (violation != null) {
      throw CallRefusals.violation(violation);
    }
    if (edit != (request.image() != null)) {
      throw edit ? ImageRefusals.imageMissing() : ImageRefusals.imageElsewhere();
    }
    String name = Objects.requireNonNull(request.model());
    ModelOffer offer =
        catalogue.modelByName(name).orElseThrow(() -> CallRefusals.unknownModel(name));
    if (!offer.drawsImages()) {
      throw ImageRefusals.notAnImageModel(name);
    }
    ImageSize size = size(request.size(), offer);
    long each = size.pixels() * request.stepsOrDefault();
    long all = each * request.images();
    if (all > config.maxPixelSteps()) {
      throw ImageRefusals.tooLarge(config.maxPixelSteps());
    }
    long ceiling = Priced.ceiling(PRODUCT, offer.prices(), new Usage(0, 0, 0, all));
    return new QuotedImages(request, offer, size, ceiling);
  }

  private ImageSize size(@Nullable String asked, ModelOffer offer) {
    Optional<ImageSize> own = models.of(offer).map(ImageModels.Known::size);
    if (asked == null || asked.equals("auto")) {
      return own.orElseThrow(ImageRefusals::sizeNeeded);
    }
    ImageSize size = ImageSize.parse(asked).orElseThrow(ImageRefusals::badSize);
    if (size.width() > config.maxSide() || size.height() > config.maxSide()) {
      throw ImageRefusals.sideTooLarge(config.maxSide());
    }
    if (own.isPresent() && !own.get().equals(size)) {
      throw ImageRefusals.notItsSize(offer.name(), own.get());
    }
    return size;
  }
}
