package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a chat request may ask for that would change the answer, and that no worker can do yet. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UnservedFields(
    @Nullable JsonNode tools,
    @JsonProperty("tool_choice") @Nullable JsonNode toolChoice,
    @Nullable JsonNode functions,
    @JsonProperty("function_call") @Nullable JsonNode functionCall,
    @JsonProperty("response_format") @Nullable JsonNode responseFormat,
    @Nullable JsonNode modalities,
    @Nullable JsonNode audio) {
  static final UnservedFields NONE = new UnservedFields(null, null, null, null, null, null, null);

  /** The first field that asks for anything but the default. */
  @Nullable Violation check() {
    if (asked(tools) || asked(functions)) {
      return refuse(asked(tools) ? "tools" : "functions", "functions cannot be called yet");
    }
    if (asked(toolChoice, "none", "auto")) {
      return refuse("tool_choice", "there is nothing to call");
    }
    if (asked(functionCall, "none", "auto")) {
      return refuse("function_call", "there is nothing to call");
    }
    if (responseFormat != null && asked(responseFormat) && !isText(responseFormat.path("type"))) {
      return refuse("response_format", "answers are free text so far");
    }
    boolean textAlone = modalities != null && modalities.size() == 1 && isText(modalities.path(0));
    if (asked(modalities) && !textAlone) {
      return refuse("modalities", "answers are text alone");
    }
    return asked(audio) ? refuse("audio", "answers are text alone") : null;
  }

  private static Violation refuse(String field, String why) {
    return new Violation(field, field + " is not served: " + why + "; leave it out");
  }

  /** Clients send null and empty lists for what they do not ask for. */
  private static boolean asked(@Nullable JsonNode field, String... defaults) {
    return field != null
        && !field.isNull()
        && !(field.isContainerNode() && field.isEmpty())
        && !List.of(defaults).contains(field.asText());
  }

  private static boolean isText(JsonNode kind) {
    return kind.asText().equals("text");
  }
}
