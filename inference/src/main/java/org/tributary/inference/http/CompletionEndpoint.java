package org.tributary.inference.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.models.openai.CompletionPrompt;
import org.tributary.models.openai.CompletionRequest;
import org.tributary.models.openai.CompletionRequestRules;

/** {@code POST /v1/completions}: goes on from a text or from ids. */
final class CompletionEndpoint implements Endpoint {
  private final LoadedModel model;
  private final InferenceEngine engine;
  private final Spellings spellings;
  private final Clock clock;
  private final ObjectMapper json;

  CompletionEndpoint(
      LoadedModel model,
      InferenceEngine engine,
      Spellings spellings,
      Clock clock,
      ObjectMapper json) {
    this.model = model;
    this.engine = engine;
    this.spellings = spellings;
    this.clock = clock;
    this.json = json;
  }

  @Override
  public Question read(byte[] body, String address) {
    CompletionRequest request = RequestBody.parse(json, body, CompletionRequest.class);
    Refusal.throwIf(CompletionRequestRules.check(request));
    model.requireNamed(request.model());
    return new Asked(
            ids(request.promptToContinue()),
            "prompt",
            request.maxAnswer(),
            request.logprobs() == null ? -1 : request.logprobs(),
            request.sampling(),
            request.extension(),
            RequestBody.client(request.user(), address),
            request.streams(),
            request.wantsUsage())
        .of(engine);
  }

  private long[] ids(CompletionPrompt prompt) {
    return switch (prompt) {
      case CompletionPrompt.Ids(var ids) -> Asked.ids(ids);
      case CompletionPrompt.Text(String text) -> {
        try {
          yield engine.tokenizer().encode(text);
        } catch (IllegalArgumentException e) {
          throw Refusal.invalid(String.valueOf(e.getMessage()), "prompt", Refusal.CONTEXT_EXCEEDED);
        }
      }
    };
  }

  @Override
  public AnswerForm form(Question question) {
    return new CompletionForm(
        AnswerHead.next("cmpl-", model.name(), clock), spellings, question.first());
  }
}
