package org.tributary.webapp.images;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.views.View;
import java.util.List;
import java.util.Map;

/** The page where pictures are drawn; all it shows later it fetches from the public API. */
@Controller("/images")
class ImagesPage {
  /** Words that the shipped model's training captions are made of. */
  static final List<String> SUGGESTIONS =
      List.of("a red apple", "two blue fish", "a green dragon, pixel art", "a purple potion");

  @Get
  @View("images")
  @Produces(MediaType.TEXT_HTML)
  Map<String, Object> show() {
    return Map.of("suggestions", SUGGESTIONS);
  }
}
