package org.tributary.contracts.receipt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of objects, lists and texts, and of nothing else: what receipts are written in. */
final class JsonText {
  private static final int MAX_TEXT = 256;
  private static final JsonFactory JSON = factory();

  private JsonText() {}

  /** A Map, a List or a String; throws MalformedReceipt for anything else, or more. */
  static Object read(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      Object value = value(parser, parser.nextToken());
      if (parser.nextToken() != null) {
        throw new MalformedReceipt("something follows the receipt");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new MalformedReceipt("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("a string can be read", e);
    }
  }

  private static Object value(JsonParser parser, @Nullable JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case null, default ->
          throw new MalformedReceipt(
              "'" + parser.currentName() + "' is neither a text nor an object nor a list");
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      fields.put(name, value(parser, parser.nextToken()));
    }
    return fields;
  }

  private static List<Object> list(JsonParser parser) throws IOException {
    List<Object> list = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      list.add(value(parser, next));
    }
    return list;
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(5)
                .maxStringLength(MAX_TEXT)
                .maxNameLength(MAX_TEXT)
                .maxNumberLength(MAX_TEXT)
                .build())
        .build();
  }
}
