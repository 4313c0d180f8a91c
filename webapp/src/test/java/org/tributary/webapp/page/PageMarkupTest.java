package org.tributary.webapp.page;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for the markup of every page. */
@MicronautTest
class PageMarkupTest {
  private final HttpClient client;

  PageMarkupTest(@Client("/") HttpClient client) {
    this.client = client;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/images"})
  void page_holdsNothingThatThePolicyWouldBlock(String path) {
    String page = fetch(path);
    assertFalse(Pattern.compile("<style|\\sstyle=|\\son[a-z]+=").matcher(page).find());
    assertFalse(Pattern.compile("<script(?![^>]*\\ssrc=\"/)").matcher(page).find());
    assertFalse(Pattern.compile("(src|href)=\"(?!/)").matcher(page).find());
    assertFalse(page.contains("th:"), "unprocessed template");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/images"})
  void page_refersOnlyToFilesThatAreServed(String path) {
    var references = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(fetch(path));
    int found = 0;
    for (; references.find(); found++) {
      client.toBlocking().exchange(HttpRequest.GET(references.group(1)), byte[].class);
    }
    assertTrue(found >= 5, "only " + found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/images"})
  void page_linksToTheOthersAndSaysWhereItIs(String path) {
    String page = fetch(path);
    assertTrue(page.contains("<a href=\"" + path + "\" aria-current=\"page\">"), page);
    assertTrue(page.contains("<a href=\"/\"") && page.contains("<a href=\"/images\""));
  }

  private String fetch(String path) {
    return client.toBlocking().retrieve(HttpRequest.GET(path).accept(MediaType.TEXT_HTML));
  }
}
