package org.tributary.inference.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.EngineBusyException;
import org.tributary.inference.engine.Generation;
import org.tributary.inference.engine.GenerationListener;
import org.tributary.inference.engine.GenerationRequest;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.sampling.Sampling;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatCompletion;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatRequestRules;
import org.tributary.models.openai.ChatUsage;
import org.tributary.models.openai.ErrorBody;
import org.tributary.models.openai.SamplingFields;
import org.tributary.models.openai.Violation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Turns a chat request into an answer of the engine, streamed or whole. */
final class ChatHandler {
  private static final String DONE = "[DONE]";
  private final String model;
  private final InferenceEngine engine;
  private final Clock clock;
  private final ObjectMapper json;

  ChatHandler(String model, InferenceEngine engine, Clock clock, ObjectMapper json) {
    this.model = model;
    this.engine = engine;
    this.clock = clock;
    this.json = json;
  }

  /** An answer under way. */
  sealed interface Answer {
    Generation generation();

    default void cancel() {
      generation().cancel();
    }
  }

  /** The data of each server-sent event, the closing one included. */
  record Streamed(Generation generation, Flux<String> events) implements Answer {}

  record Whole(Generation generation, Mono<ChatCompletion> completion) implements Answer {}

  Answer answer(byte[] body) {
    ChatRequest request = parse(body);
    Violation violation = ChatRequestRules.check(request);
    if (violation != null) {
      throw Refusal.invalid(violation.message(), violation.param(), "invalid_value");
    }
    if (!model.equals(request.model())) {
      throw new Refusal(
          HttpResponseStatus.NOT_FOUND,
          ErrorBody.of(
              "this worker serves " + model + ", not " + request.model(),
              "invalid_request_error",
              "model",
              "model_not_found"));
    }
    requireServed(request);
    GenerationRequest generation = generation(request);
    return request.streams() ? stream(request, generation) : whole(generation);
  }

  /** What this worker cannot do yet is refused, not passed over in silence. */
  private static void requireServed(ChatRequest request) {
    if (request.sampling().answers() > 1) {
      throw Refusal.invalid("n must be 1 so far", "n", "invalid_value");
    }
    if (request.wantsLogprobs()) {
      throw Refusal.invalid("logprobs are not served yet", "logprobs", "invalid_value");
    }
    if (request.extension().wantsIds() || !request.extension().delivered().isEmpty()) {
      throw Refusal.invalid("ids are not served yet", "tributary", "invalid_value");
    }
  }

  private ChatRequest parse(byte[] body) {
    try {
      ChatRequest request = json.readValue(body, ChatRequest.class);
      if (request == null) {
        throw Refusal.invalid("the body is null", null, "invalid_json");
      }
      return request;
    } catch (JsonMappingException e) {
      String field = field(e);
      throw field.isEmpty()
          ? Refusal.invalid("the body must be a JSON object", null, "invalid_json")
          : Refusal.invalid(field + " has the wrong type", field, "invalid_type");
    } catch (JsonProcessingException e) {
      throw Refusal.invalid(
          "the body is not JSON: " + e.getOriginalMessage(), null, "invalid_json");
    } catch (IOException e) {
      throw Refusal.invalid("the body cannot be read", null, "invalid_json");
    }
  }

  /** Where in the body a value has the wrong type: {@code messages[0].role}. */
  private static String field(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() != null ? "." + r.getFieldName() : "[" + r.getIndex() + "]")
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private GenerationRequest generation(ChatRequest request) {
    long[] prompt = engine.encode(Objects.requireNonNull(request.messages()));
    int room = engine.context() - prompt.length;
    if (room < 1) {
      throw Refusal.invalid(
          "the chat has %d model-tokens, the model's context %d: shorten the messages"
              .formatted(prompt.length, engine.context()),
          "messages",
          "context_length_exceeded");
    }
    Integer asked = request.maxAnswer();
    return new GenerationRequest(
        prompt,
        asked == null ? room : Math.min(asked, room),
        request.sampling().stops(),
        sampling(request.sampling()));
  }

  private static Sampling sampling(SamplingFields fields) {
    Long seed = fields.seed();
    return new Sampling(
        or(fields.temperature(), 1),
        or(fields.topP(), 1),
        fields.topK() == null ? 0 : Math.max(0, fields.topK()),
        or(fields.minP(), 0),
        or(fields.presencePenalty(), 0),
        or(fields.frequencyPenalty(), 0),
        or(fields.repetitionPenalty(), 1),
        fields.biases(),
        seed == null ? ThreadLocalRandom.current().nextLong() : seed,
        0);
  }

  private static double or(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }

  private String newId() {
    byte[] bytes = new byte[12];
    ThreadLocalRandom.current().nextBytes(bytes);
    return "chatcmpl-" + HexFormat.of().formatHex(bytes);
  }

  private Streamed stream(ChatRequest request, GenerationRequest generation) {
    Sinks.Many<String> sink = Sinks.many().unicast().onBackpressureBuffer();
    StreamWriter writer = new StreamWriter(request, generation.promptIds().length, sink);
    Generation running = submit(generation, writer);
    return new Streamed(running, sink.asFlux().doOnCancel(running::cancel));
  }

  private Whole whole(GenerationRequest generation) {
    Sinks.One<ChatCompletion> sink = Sinks.one();
    Generation running = submit(generation, new WholeWriter(generation.promptIds().length, sink));
    return new Whole(running, sink.asMono());
  }

  private Generation submit(GenerationRequest request, GenerationListener listener) {
    try {
      return engine.submit(request, listener);
    } catch (EngineBusyException e) {
      throw new Refusal(
          HttpResponseStatus.TOO_MANY_REQUESTS,
          ErrorBody.of(String.valueOf(e.getMessage()), "rate_limit_error", null, "worker_busy"));
    }
  }

  /** Writes events; at most one per model-token, so the answer's ceiling bounds the buffer. */
  private final class StreamWriter implements GenerationListener {
    private final String id = newId();
    private final long created = clock.instant().getEpochSecond();
    private final ChatRequest request;
    private final int prompt;
    private final Sinks.Many<String> sink;
    private @Nullable String role = "assistant";

    StreamWriter(ChatRequest request, int prompt, Sinks.Many<String> sink) {
      this.request = request;
      this.prompt = prompt;
      this.sink = sink;
    }

    @Override
    public void onPiece(Piece piece) {
      emit(chunk(new ChatChunk.Delta(role, piece.text()), null, piece.answered()));
      role = null;
    }

    @Override
    public void onEnd(FinishReason reason, Piece last) {
      int answered = last.answered();
      if (!last.text().isEmpty()) {
        onPiece(last);
      }
      emit(chunk(new ChatChunk.Delta(role, null), reason.wire(), answered));
      if (request.wantsUsage()) {
        emit(ChatChunk.ofUsage(id, created, model, ChatUsage.of(prompt, answered)));
      }
      sink.tryEmitNext(DONE);
      sink.tryEmitComplete();
    }

    @Override
    public void onFailure(RuntimeException failure) {
      emit(ErrorBody.of("the engine failed", "server_error", null, "engine_failed"));
      sink.tryEmitComplete();
    }

    private ChatChunk chunk(ChatChunk.Delta delta, @Nullable String finish, int answered) {
      return ChatChunk.of(
          id, created, model, delta, finish, AnswerExtension.counting(prompt, answered));
    }

    private void emit(Object event) {
      try {
        sink.tryEmitNext(json.writeValueAsString(event));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class WholeWriter implements GenerationListener {
    private final StringBuilder text = new StringBuilder();
    private final int prompt;
    private final Sinks.One<ChatCompletion> sink;

    WholeWriter(int prompt, Sinks.One<ChatCompletion> sink) {
      this.prompt = prompt;
      this.sink = sink;
    }

    @Override
    public void onPiece(Piece piece) {
      text.append(piece.text());
    }

    @Override
    public void onEnd(FinishReason reason, Piece last) {
      text.append(last.text());
      int answered = last.answered();
      sink.tryEmitValue(
          ChatCompletion.of(
              newId(),
              clock.instant().getEpochSecond(),
              model,
              text.toString(),
              reason.wire(),
              ChatUsage.of(prompt, answered)));
    }

    @Override
    public void onFailure(RuntimeException failure) {
      sink.tryEmitError(Refusal.failed());
    }
  }
}
