package org.tributary.webapp.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
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
}
