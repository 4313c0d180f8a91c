package org.tributary.inference.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatRequestRules;
import org.tributary.models.tokenizer.ChatTemplateException;

/** {@code POST /v1/chat/completions}. */
final class ChatEndpoint implements Endpoint {
  private final LoadedModel model;
  private final InferenceEngine engine;
  private final Spellings spellings;
  private final Clock clock;
  private final ObjectMapper json;

  ChatEndpoint(
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
    ChatRequest request = RequestBody.parse(json, body, ChatRequest.class);
    Refusal.throwIf(ChatRequestRules.check(request));
    model.requireNamed(request.model());
    return new Asked(
            encode(Objects.requireNonNull(request.messages())),
            "messages",
            request.maxAnswer(),
            request.wantsLogprobs() ? request.likeliest() : -1,
            request.sampling(),
            request.extension(),
            RequestBody.client(request.user(), address),
            request.streams(),
            request.wantsUsage())
        .of(engine);
  }

  private long[] encode(List<ChatMessage> messages) {
    if (!engine.tokenizer().hasChatTemplate()) {
      throw Refusal.invalid(
          model.name()
              + " has no chat template, so it serves no chats: send its prompt to"
              + " POST /v1/completions",
          "messages",
          "no_chat_template");
    }
    try {
      return engine.encode(messages);
    } catch (ChatTemplateException e) {
      throw Refusal.invalid(
          "the model's chat template refuses this chat: " + e.getMessage(),
          "messages",
          "refused_by_chat_template");
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()), "messages", Refusal.CONTEXT_EXCEEDED);
    }
  }

  @Override
  public AnswerForm form(Question question) {
    return new ChatForm(AnswerHead.next("chatcmpl-", model.name(), clock), spellings);
  }
}
