package org.tributary.gateway.call;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.x402.X402Headers;

class CallTest {
  private static final String FORM = "multipart/form-data; boundary=";

  @Property(tries = 200)
  void form_isTheSameWithAnyBoundary(@ForAll long one, @ForAll long other, @ForAll byte[] file) {
    byte[] first = form("----" + Long.toHexString(one), file).repeatedBody();
    assertArrayEquals(first, form("----" + Long.toHexString(other), file).repeatedBody());
  }

  @Test
  void form_withOtherFields_isAnother() {
    assertFalse(
        Arrays.equals(
            form("a1", bytes("cat")).repeatedBody(), form("a1", bytes("dog")).repeatedBody()));
  }

  @Test
  void boundary_mayBeQuoted() {
    Call quoted = call("Multipart/Form-Data; charset=utf-8; Boundary=\"b 1\"", "--b 1\r\nx");
    assertEquals("--\r\nx", text(quoted.repeatedBody()));
  }

  @Test
  void otherBodies_areWhatTheyAre() {
    for (String type : new String[] {"application/json", "multipart/form-data", ""}) {
      assertEquals("{\"a\":\"--b\"}", text(call(type, "{\"a\":\"--b\"}").repeatedBody()));
    }
    assertEquals("--b", text(call("application/json; boundary=b", "--b").repeatedBody()));
    assertEquals(Optional.empty(), call(null, "--b").formType());
  }

  private static Call form(String boundary, byte[] file) {
    String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n";
    String end = "\r\n--" + boundary + "--\r\n";
    return call(FORM + boundary, head + text(file) + end);
  }

  private static Call call(@Nullable String contentType, String body) {
    return new Call(
        "http://localhost",
        "/v1/images/edits",
        null,
        null,
        null,
        contentType,
        X402Headers.NONE,
        bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
