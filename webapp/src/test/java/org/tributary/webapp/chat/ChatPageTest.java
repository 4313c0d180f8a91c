package org.tributary.webapp.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest
class ChatPageTest {
  private final HttpClient client;
  private HttpResponse<String> page = HttpResponse.ok();

  ChatPageTest(@Client("/") HttpClient client) {
    this.client = client;
  }

  @BeforeEach
  void fetch() {
    page =
        client
            .toBlocking()
            .exchange(HttpRequest.GET("/").accept(MediaType.TEXT_HTML), String.class);
  }

  @Test
  void show_isHtmlWithEverySuggestion() {
    assertEquals(MediaType.TEXT_HTML, page.getContentType().orElseThrow().getName());
    for (String suggestion : ChatPage.SUGGESTIONS) {
      assertTrue(page.body().contains(">" + suggestion + "<"), suggestion);
    }
  }

  @Test
  void show_holdsNothingThatThePolicyWouldBlock() {
    assertFalse(Pattern.compile("<style|\\sstyle=|\\son[a-z]+=").matcher(page.body()).find());
    assertFalse(Pattern.compile("<script(?![^>]*\\ssrc=\"/)").matcher(page.body()).find());
    assertFalse(Pattern.compile("(src|href)=\"(?!/)").matcher(page.body()).find());
    assertFalse(page.body().contains("th:"), "unprocessed template");
  }

  @Test
  void show_refersOnlyToFilesThatAreServed() {
    var references = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page.body());
    int found = 0;
    for (; references.find(); found++) {
      client.toBlocking().exchange(HttpRequest.GET(references.group(1)), byte[].class);
    }
    assertTrue(found >= 5, "only " + found);
  }
}
