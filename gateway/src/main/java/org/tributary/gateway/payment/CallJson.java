package org.tributary.gateway.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.inject.Singleton;
import java.util.List;
import org.tributary.contracts.receipt.Share;

/**
 * How calls are written in Redis: a format of its own, so that no change to the HTTP API's JSON can
 * touch stored money.
 */
@Singleton
final class CallJson {

  private final ObjectMapper mapper = JsonMapper.builder().addModule(new JavaTimeModule()).build();

  /** What a receipt's record keeps besides its numbers. */
  record Body(CallContext context, Delivery delivery, Ending ending, List<Share> split) {}

  String write(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a call cannot be written", e);
    }
  }

  <T> T read(String json, Class<T> type) {
    try {
      return mapper.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored call cannot be read", e);
    }
  }
}
