package org.tributary.gateway.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;

/**
 * How calls are written in Redis: a format of its own, so that no change to the HTTP API's JSON can
 * touch stored money.
 */
@Singleton
final class CallJson {

  /** As many kinds of calls as are remembered; each takes about a kilobyte. */
  private static final int MAX_COMMON = 1_000;

  private static final int OWN_CHARS = 400;

  private final Map<Common, String> common = new ConcurrentHashMap<>();
  private final ObjectMapper mapper = JsonMapper.builder().addModule(new JavaTimeModule()).build();

  /** What the calls of one model have in common. */
  private record Common(
      CallContext.Model model,
      Prices prices,
      Split.Terms terms,
      long period,
      int termsVersion,
      CallContext.Gateway gateway,
      List<CallContext.Ancestor> ancestors) {}

  /** A call is little beside its model: what it shares with others is written once. */
  String write(CallContext call) {
    if (common.size() >= MAX_COMMON) {
      common.clear();
    }
    String shared =
        common.computeIfAbsent(
            new Common(
                call.model(),
                call.prices(),
                call.terms(),
                call.period(),
                call.termsVersion(),
                call.gateway(),
                call.ancestors()),
            this::write);
    // Nothing in an id or in a time needs to be escaped.
    StringBuilder text =
        new StringBuilder(shared.length() + OWN_CHARS)
            .append("{\"callId\":\"")
            .append(call.callId())
            .append("\",\"account\":\"")
            .append(call.account())
            .append("\",\"channel\":\"")
            .append(call.channel())
            .append("\",\"startedAt\":\"")
            .append(call.startedAt())
            .append("\",\"request\":\"")
            .append(call.request());
    if (call.accessKey() != null) {
      text.append("\",\"accessKey\":\"").append(call.accessKey());
    }
    return text.append("\",").append(shared, 1, shared.length()).toString();
  }

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
