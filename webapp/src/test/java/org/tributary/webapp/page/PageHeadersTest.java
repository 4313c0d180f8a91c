package org.tributary.webapp.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
class PageHeadersTest {
  private final HttpClient client;

  PageHeadersTest(@Client("/") HttpClient client) {
    this.client = client;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/images", "/assets/chat/chat.js", "/assets/tributary.svg"})
  void protect_setsThePolicyOnPagesAndFiles(String path) {
    HttpResponse<byte[]> response = get(path);
    assertEquals(PageHeaders.CONTENT_SECURITY_POLICY, response.header("Content-Security-Policy"));
    assertEquals("nosniff", response.header("X-Content-Type-Options"));
    assertEquals("no-referrer", response.header("Referrer-Policy"));
  }

  @Test
  void protect_allowsNeitherInlineCodeNorOtherOrigins() {
    String policy = PageHeaders.CONTENT_SECURITY_POLICY;
    assertTrue(policy.contains("default-src 'none'; script-src 'self';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertFalse(policy.contains("http"), policy);
  }

  @Test
  void protect_leavesTheApiAlone() {
    assertNull(get("/v1/models").header("Content-Security-Policy"));
  }

  // nosniff makes the browser refuse a module or a style sheet of another type.
  @ParameterizedTest
  @CsvSource({
    "/assets/chat/chat.js, javascript",
    "/assets/theme.css, text/css",
    "/assets/tributary.svg, image/svg+xml",
    "/assets/font/inter.woff2, font/woff2"
  })
  void files_haveTheirTypes(String path, String type) {
    assertTrue(get(path).header("Content-Type").contains(type), get(path).header("Content-Type"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/assets/../views/chat.html", "/assets/%2e%2e/views/chat.html", "/assets/"})
  void files_outsideTheirFolderAreNotServed(String path) {
    HttpClientResponseException refused =
        assertThrows(HttpClientResponseException.class, () -> get(path));
    assertEquals(HttpStatus.NOT_FOUND, refused.getStatus());
  }

  private HttpResponse<byte[]> get(String path) {
    return client.toBlocking().exchange(path, byte[].class);
  }
}
