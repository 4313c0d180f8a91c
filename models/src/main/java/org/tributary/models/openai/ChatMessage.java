package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a chat.
 *
 * @param role system, developer, user or assistant
 * @param content a string, or an array of {@code {"type":"text","text":…}} parts
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatMessage(String role, @Nullable JsonNode content) {

  public ChatMessage(String role, String content) {
    this(role, new TextNode(content));
  }

  /** The message's words; parts are joined. */
  @JsonIgnore
  public String text() {
    if (content == null || content.isNull()) {
      return "";
    }
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText()));
    return text.toString();
  }
}
