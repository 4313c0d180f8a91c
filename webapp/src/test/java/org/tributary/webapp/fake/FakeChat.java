package org.tributary.webapp.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.sse.Event;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The gateway's chat API, answering by {@link Script}: what a question says decides what happens.
 */
@Controller("/v1")
public class FakeChat {
  static final String MODEL = "tributary-chat-8m";
  static final long CHARGE = 41;
  static final long PARTIAL_CHARGE = 12;

  private final ObjectMapper json;
  private final FakePayments payments;
  private final FakeReceipts receipts;
  private final FakeChannels channels;
  private final AtomicInteger calls = new AtomicInteger();
  private final ConcurrentLinkedQueue<JsonNode> asked = new ConcurrentLinkedQueue<>();

  FakeChat(ObjectMapper json, FakePayments payments, FakeReceipts receipts, FakeChannels channels) {
    this.json = json;
    this.payments = payments;
    this.receipts = receipts;
    this.channels = channels;
  }

  @Get("/models")
  Map<String, Object> models() {
    return Map.of(
        "object",
        "list",
        "data",
        List.of(
            Map.of("id", FakeImages.MODEL, "kind", "image", "sizes", List.of("64x64")),
            Map.of("id", MODEL, "kind", "chat"),
            Map.of("id", "tributary-other")));
  }

  @Post(
      value = "/chat/completions",
      produces = {MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_JSON})
  HttpResponse<?> complete(
      @Nullable @Header String authorization,
      @Nullable @Header("PAYMENT-SIGNATURE") String payment,
      @Body JsonNode request) {
    return payments.admit(authorization, payment, purse -> answer(purse, request));
  }

  @Get("/chat/completions")
  HttpResponse<?> channel(@Nullable @Header("PAYMENT-SIGNATURE") String refund) {
    return refund == null ? channels.terms() : channels.refund(refund);
  }

  private MutableHttpResponse<?> answer(FakePayments.Purse purse, JsonNode request) {
    asked.add(request);
    Script script = Script.of(question(request));
    return switch (script) {
      case SPENT ->
          FakeErrors.refusal(HttpStatus.PAYMENT_REQUIRED, "insufficient_balance", "Too small.");
      case NO_WORKER ->
          FakeErrors.refusal(HttpStatus.SERVICE_UNAVAILABLE, "no_worker", "No worker.");
      case FORGETFUL ->
          request.path("messages").size() == 1
              ? stream(purse, script)
              : FakeErrors.refusal(
                  HttpStatus.BAD_REQUEST, "context_length_exceeded", "The chat is too long.");
      default -> stream(purse, script);
    };
  }

  /** The last request that was admitted. */
  public JsonNode lastAsked() {
    return Objects.requireNonNull(asked.stream().reduce((first, second) -> second).orElse(null));
  }

  private MutableHttpResponse<?> stream(FakePayments.Purse purse, Script script) {
    String id = String.format("call_%032x", calls.incrementAndGet());
    Flux<String> words = Flux.fromIterable(script.pieces()).map(this::delta);
    Flux<String> events =
        switch (script) {
          case ENDLESS -> words.concatWith(Flux.never());
          case DIES -> words.concatWith(Flux.defer(() -> Flux.just(dies(purse, id))));
          case BREAKS -> words.doOnComplete(() -> charge(purse, id, "partial"));
          default -> words.concatWith(Flux.defer(() -> ends(purse, id, script)));
        };
    return HttpResponse.ok(events.doOnCancel(() -> charge(purse, id, "partial")).map(Event::of))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        .header("X-Tributary-Receipt", id);
  }

  private Flux<String> ends(FakePayments.Purse purse, String id, Script script) {
    charge(purse, id, "complete");
    int written = 38;
    String finish = script == Script.LONG ? "length" : "stop";
    return Flux.just(
        text(
            Map.of(
                "choices",
                List.of(Map.of("index", 0, "delta", Map.of(), "finish_reason", finish)))),
        text(
            Map.of(
                "choices",
                List.of(),
                "usage",
                Map.of(
                    "prompt_tokens",
                    FakeReceipts.PROMPT_TOKENS,
                    "completion_tokens",
                    written,
                    "total_tokens",
                    FakeReceipts.PROMPT_TOKENS + written,
                    "cost",
                    Long.toString(CHARGE)))),
        "[DONE]");
  }

  private String dies(FakePayments.Purse purse, String id) {
    charge(purse, id, "partial");
    return text(
        Map.of(
            "error",
            Map.of("message", "The worker left.", "type", "server_error", "code", "worker_lost")));
  }

  private void charge(FakePayments.Purse purse, String id, String status) {
    boolean whole = status.equals("complete");
    long charge = whole ? CHARGE : PARTIAL_CHARGE;
    purse.charge(charge);
    receipts.signAnswer(id, status, whole ? 38 : 6, charge);
  }

  private String delta(String content) {
    return text(
        Map.of("choices", List.of(Map.of("index", 0, "delta", Map.of("content", content)))));
  }

  private String text(Map<String, Object> event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String question(JsonNode request) {
    JsonNode messages = request.path("messages");
    return messages.path(messages.size() - 1).path("content").asText();
  }
}
