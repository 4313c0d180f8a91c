package org.tributary.inference.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.ModelEngine;
import org.tributary.models.openai.ErrorBody;

/**
 * A model that is ready.
 *
 * @param name that callers ask for
 * @param numericsClass what its exact results depend on
 */
public record LoadedModel(String name, ModelEngine engine, String numericsClass) {

  void requireNamed(@Nullable String asked) {
    if (!name.equals(asked)) {
      throw new Refusal(
          HttpResponseStatus.NOT_FOUND,
          ErrorBody.of(
              "this worker serves " + name + ", not " + Refusal.shortened(String.valueOf(asked)),
              "invalid_request_error",
              "model",
              "model_not_found"));
    }
  }
}
