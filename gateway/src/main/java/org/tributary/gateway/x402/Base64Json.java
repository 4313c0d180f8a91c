package org.tributary.gateway.x402;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How x402 puts JSON into a header. */
final class Base64Json {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private Base64Json() {}

  static String write(Object value) {
    try {
      byte[] text = JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
