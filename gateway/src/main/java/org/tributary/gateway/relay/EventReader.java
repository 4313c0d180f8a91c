package org.tributary.gateway.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Objects;
import java.util.function.Predicate;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ImageEvent;

/** Understands the events of one kind of answer; workers may send anything. */
final class EventReader<E> {
  private final ObjectMapper json;
  private final Class<E> type;
  private final Predicate<E> usable;

  private EventReader(ObjectMapper json, Class<E> type, Predicate<E> usable) {
    this.json = json;
    this.type = type;
    this.usable = usable;
  }

  /** Engines leave out choices where they only report usage; nothing else may be missing. */
  static EventReader<ChatChunk> ofChat(ObjectMapper json) {
    return new EventReader<>(
        json,
        ChatChunk.class,
        chunk ->
            chunk.choices() == null
                ? chunk.usage() != null
                : chunk.choices().stream()
                    .allMatch(c -> Objects.nonNull(c) && Objects.nonNull(c.delta())));
  }

  /** An event that has no type, or names no step, is none. */
  static EventReader<ImageEvent> ofImages(ObjectMapper json) {
    return new EventReader<>(
        json,
        ImageEvent.class,
        event -> Objects.nonNull(event.type()) && event.step() >= 0 && event.steps() >= 0);
  }

  /**
   * @throws WorkerFailure for what is no such event
   */
  E read(String event) {
    try {
      E read = json.readValue(event, type);
      if (read != null && usable.test(read)) {
        return read;
      }
      if (json.readTree(event).has("error")) {
        throw new WorkerFailure("sent an error event");
      }
    } catch (JsonProcessingException notJson) {
      throw new WorkerFailure("sent an event that cannot be read");
    }
    throw new WorkerFailure("sent an event that cannot be read");
  }
}
