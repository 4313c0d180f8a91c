package org.tributary.gateway.quote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every endpoint that is paid for, found by its path or by the look of a request. */
@Singleton
final class PricedEndpoints {
  private static final int MAX_FIELDS = 1_000;
  private static final JsonFactory JSON = new JsonFactory();

  private final List<PricedEndpoint> endpoints;

  PricedEndpoints(List<PricedEndpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  PricedEndpoint named(String path) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.path().equals(path))
        .findFirst()
        .orElseThrow(() -> QuoteRefusals.unknownEndpoint(path, paths()));
  }

  PricedEndpoint recognise(byte[] body) {
    Set<String> fields = fields(body);
    return endpoints.stream()
        .filter(endpoint -> endpoint.recognises(fields))
        .findFirst()
        .orElseThrow(() -> QuoteRefusals.notRecognised(paths()));
  }

  /**
   * Names of the outermost fields, as far as the body can be read: its reader says what is wrong.
   */
  private static Set<String> fields(byte[] body) {
    Set<String> fields = new HashSet<>();
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return fields;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME && fields.size() < MAX_FIELDS) {
        fields.add(json.currentName());
        json.nextToken();
        json.skipChildren();
      }
    } catch (IOException malformed) {
      return fields;
    }
    return fields;
  }

  private List<String> paths() {
    return endpoints.stream().map(PricedEndpoint::path).sorted().toList();
  }
}
