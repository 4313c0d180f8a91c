package org.tributary.models.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ChatMessage;

/** A model's own Jinja template that turns a chat into one prompt. */
final class ChatTemplate {
  private static final int MAX_OUTPUT = 4_000_000;

  /** Nested interpretation would run Jinja found inside what a user wrote. */
  private static final Jinjava JINJA =
      new Jinjava(
          JinjavaConfig.newBuilder()
              .withNestedInterpretationEnabled(false)
              .withFailOnUnknownTokens(false)
              .withMaxOutputSize(MAX_OUTPUT)
              .build());

  static {
    TemplateFunctions.all().forEach(JINJA.getGlobalContext()::registerFunction);
  }

  private final String source;
  private final Map<String, String> constants;
  private final Clock clock;

  private ChatTemplate(String source, Map<String, String> constants, Clock clock) {
    this.source = source;
    this.constants = constants;
    this.clock = clock;
  }

  /** The template of {@code folder}, if it has one. */
  static Optional<ChatTemplate> read(Path folder, Clock clock) throws IOException {
    TemplateFiles files = TemplateFiles.read(folder);
    return files.template().isEmpty()
        ? Optional.empty()
        : Optional.of(new ChatTemplate(files.template(), files.constants(), clock));
  }

  /**
   * The prompt that ends where the assistant begins.
   *
   * @throws ChatTemplateException with the template's own words where it refuses the chat
   */
  String render(List<ChatMessage> messages) {
    Map<String, Object> context = new HashMap<>(constants);
    context.put(
        "messages",
        messages.stream().map(m -> Map.of("role", role(m), "content", m.text())).toList());
    context.put("add_generation_prompt", true);
    context.put(TemplateFunctions.NOW, ZonedDateTime.now(clock));
    RenderResult result = JINJA.renderForResult(source, context);
    result.getErrors().forEach(ChatTemplate::refuseIfFatal);
    return result.getOutput();
  }

  private static void refuseIfFatal(TemplateError error) {
    for (@Nullable Throwable e = error.getException(); e != null; e = e.getCause()) {
      if (e instanceof TemplateFunctions.Raised raised) {
        throw new ChatTemplateException(String.valueOf(raised.getMessage()));
      }
    }
    if (error.getSeverity() == TemplateError.ErrorType.FATAL) {
      throw new ChatTemplateException(
          "the model's chat template failed in line "
              + error.getLineno()
              + ": "
              + error.getMessage());
    }
  }

  /** OpenAI's newer name for system, which templates do not know. */
  private static String role(ChatMessage message) {
    return message.role().equals("developer") ? "system" : message.role();
  }
}
