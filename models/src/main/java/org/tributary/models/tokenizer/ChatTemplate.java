package org.tributary.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tributary.models.openai.ChatMessage;

/** A model's own Jinja template that turns a chat into one prompt. */
final class ChatTemplate {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Nested interpretation would run Jinja found inside what a user wrote. */
  private static final Jinjava JINJA =
      new Jinjava(
          JinjavaConfig.newBuilder()
              .withNestedInterpretationEnabled(false)
              .withFailOnUnknownTokens(false)
              .withMaxOutputSize(4_000_000)
              .build());

  private final String source;
  private final Map<String, Object> constants;

  private ChatTemplate(String source, Map<String, Object> constants) {
    this.source = source;
    this.constants = constants;
  }

  static ChatTemplate read(Path folder) throws IOException {
    JsonNode config = JSON.readTree(folder.resolve("tokenizer_config.json").toFile());
    Path separate = folder.resolve("chat_template.jinja");
    String source =
        Files.exists(separate)
            ? Files.readString(separate)
            : config.path("chat_template").asText("");
    if (source.isEmpty()) {
      throw new IOException(folder + " has no chat_template: it cannot serve chats");
    }
    Map<String, Object> constants = new HashMap<>();
    for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
      JsonNode node = config.path(name);
      constants.put(name, node.isObject() ? node.path("content").asText("") : node.asText(""));
    }
    return new ChatTemplate(source, constants);
  }

  String render(List<ChatMessage> messages) {
    Map<String, Object> context = new HashMap<>(constants);
    context.put(
        "messages",
        messages.stream().map(m -> Map.of("role", role(m), "content", m.text())).toList());
    context.put("add_generation_prompt", true);
    return JINJA.render(source, context);
  }

  /** OpenAI's newer name for system, which templates do not know. */
  private static String role(ChatMessage message) {
    return message.role().equals("developer") ? "system" : message.role();
  }
}
