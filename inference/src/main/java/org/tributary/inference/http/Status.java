package org.tributary.inference.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.engine.ModelEngine;

/** What a worker says of itself: its health and its models. */
final class Status {
  private Status() {}

  private static @Nullable Integer contextOf(ModelEngine engine) {
    return engine instanceof InferenceEngine text ? text.context() : null;
  }

  static HttpResponseStatus code(Phase phase) {
    return phase instanceof Phase.Up up && !up.model().engine().failing()
        ? HttpResponseStatus.OK
        : HttpResponseStatus.SERVICE_UNAVAILABLE;
  }

  /**
   * @param context model-tokens of prompt and answer together; null for images
   * @param slots requests at once
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Health(
      String status, String model, @Nullable Integer context, int slots, int running, int queued) {

    static Health of(String status, LoadedModel model) {
      ModelEngine engine = model.engine();
      return new Health(
          status,
          model.name(),
          contextOf(engine),
          engine.slots(),
          engine.running(),
          engine.queued());
    }
  }

  static Object health(Phase phase) {
    return switch (phase) {
      case Phase.Loading() -> Map.of("status", "LOADING");
      case Phase.Up up -> Health.of(up.model().engine().failing() ? "FAILING" : "UP", up.model());
      case Phase.Draining(LoadedModel model) -> Health.of("DRAINING", model);
    };
  }

  private record ModelList(String object, List<Model> data) {}

  /** OpenAI's four fields, and ours. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Model(
      String id,
      String object,
      long created,
      @JsonProperty("owned_by") String ownedBy,
      @JsonProperty("content_hash") String contentHash,
      @Nullable Integer context,
      @JsonProperty("numerics_class") String numericsClass) {}

  /**
   * The list of {@code GET /v1/models}.
   *
   * @param created seconds since 1970
   */
  static Object models(LoadedModel model, long created) {
    return new ModelList(
        "list",
        List.of(
            new Model(
                model.name(),
                "model",
                created,
                "tributary",
                model.engine().contentHash().hex(),
                contextOf(model.engine()),
                model.numericsClass())));
  }
}
