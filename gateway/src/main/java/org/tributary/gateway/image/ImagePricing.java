package org.tributary.gateway.image;

import java.util.Set;
import org.tributary.gateway.image.ImageQuotes.QuotedImages;
import org.tributary.gateway.quote.PricedEndpoint;
import org.tributary.gateway.quote.Quote;
import org.tributary.models.openai.ImageRequest;

/** Images as something to be quoted, drawn from nothing or from another image. */
final class ImagePricing implements PricedEndpoint {
  private final ImageQuotes quotes;
  private final String path;
  private final boolean edit;

  ImagePricing(ImageQuotes quotes, String path, boolean edit) {
    this.quotes = quotes;
    this.path = path;
    this.edit = edit;
  }

  @Override
  public String path() {
    return path;
  }

  /** Both are asked for by a prompt; only one has an image. */
  @Override
  public boolean recognises(Set<String> fields) {
    return fields.contains("prompt") && fields.contains("image") == edit;
  }

  @Override
  public Quote quote(byte[] body) {
    QuotedImages quoted = quotes.quote(body, edit);
    ImageRequest request = quoted.request();
    return new Quote(
        quoted.offer(),
        quoted.ceiling(),
        new Quote.Images(
            request.images(),
            quoted.size().width(),
            quoted.size().height(),
            request.stepsOrDefault(),
            quoted.pixelSteps()));
  }
}
