package org.tributary.models.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Bodies with ' for ", so that tests can be read. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static <T> T read(String body, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(body.replace('\'', '"'), type);
  }

  static String write(Object value) throws JsonProcessingException {
    return MAPPER.writeValueAsString(value).replace('"', '\'');
  }
}
