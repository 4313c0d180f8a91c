package org.tributary.webapp.chat;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.views.View;
import java.util.List;
import java.util.Map;

/** The chat page at the root; all it shows later it fetches from the public API in the browser. */
@Controller("/")
class ChatPage {
  /** What a very small model can be asked with a fair chance of a good answer. */
  static final List<String> SUGGESTIONS =
      List.of(
          "Hello! How are you today?",
          "What do you like to do for fun?",
          "What kind of music do you like?",
          "What are you up to today?");

  @Get
  @View("chat")
  @Produces(MediaType.TEXT_HTML)
  Map<String, Object> show() {
    return Map.of("suggestions", SUGGESTIONS);
  }
}
