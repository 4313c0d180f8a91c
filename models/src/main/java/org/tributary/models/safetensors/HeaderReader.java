package org.tributary.models.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/**
 * Reads a safetensors header value by value: no tree is built, so a hostile header costs little
 * more than its own bytes.
 */
final class HeaderReader {
  private static final int MAX_DIMENSIONS = 16;
  private static final int MAX_TENSORS = 1 << 17;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(8).maxNameLength(1_000).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final JsonParser json;
  private final String file;

  private HeaderReader(JsonParser json, String file) {
    this.json = json;
    this.file = file;
  }

  /** One tensor's place, in bytes from the end of the header. */
  record Entry(String name, DType dtype, List<Long> shape, long begin, long end) {}

  /**
   * The tensors in the order of their bytes, which they cover without overlap or hole.
   *
   * @param dataBytes what follows the header in {@code file}
   */
  static List<Entry> read(byte[] header, long dataBytes, String file) {
    List<Entry> entries;
    try (JsonParser json = JSON.createParser(header)) {
      entries = new HeaderReader(json, file).entries();
    } catch (IOException e) {
      throw new SafetensorsException(file + ": header is not JSON", e);
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    requireFull(entries, dataBytes, file);
    return entries;
  }

  private static void requireFull(List<Entry> entries, long dataBytes, String file) {
    long position = 0;
    for (Entry e : entries) {
      if (e.begin != position || e.end < e.begin || e.end > dataBytes) {
        throw new SafetensorsException(
            file + ": data_offsets of " + e.name + " overlap, leave a hole, or pass the end");
      }
      position = e.end;
    }
    if (position != dataBytes) {
      throw new SafetensorsException(file + ": " + (dataBytes - position) + " bytes of no tensor");
    }
  }

  private List<Entry> entries() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw refusal("header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("__metadata__")) {
        json.skipChildren();
      } else {
        entries.add(entry(name));
      }
      if (entries.size() > MAX_TENSORS) {
        throw refusal("header names more than " + MAX_TENSORS + " tensors");
      }
    }
    if (json.nextToken() != null) {
      throw refusal("something follows the header's JSON object");
    }
    return entries;
  }

  private Entry entry(String name) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw refusal(name + " is described by no JSON object");
    }
    DType dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> dtype = dtype(name);
        case "shape" -> shape = sizes(key, name);
        case "data_offsets" -> offsets = sizes(key, name);
        default -> json.skipChildren();
      }
    }
    return checked(name, dtype, shape, offsets);
  }

  private Entry checked(
      String name,
      @Nullable DType dtype,
      @Nullable List<Long> shape,
      @Nullable List<Long> offsets) {
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw refusal(name + " lacks a dtype, a shape or a pair of data_offsets");
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    try {
      if (Math.multiplyExact(Tensor.size(shape), (long) dtype.bytes()) != end - begin) {
        throw refusal("data_offsets of " + name + " contradict its shape");
      }
    } catch (ArithmeticException e) {
      throw new SafetensorsException(file + ": shape of " + name + " is too large", e);
    }
    return new Entry(name, dtype, shape, begin, end);
  }

  private DType dtype(String name) throws IOException {
    String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "no text";
    try {
      return DType.valueOf(text);
    } catch (IllegalArgumentException e) {
      String said = text.length() > 40 ? text.substring(0, 40) + "…" : text;
      throw new SafetensorsException(
          file + ": dtype of " + name + " is " + said + ", which is not supported", e);
    }
  }

  private List<Long> sizes(String key, String name) throws IOException {
    List<Long> sizes = new ArrayList<>();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw refusal(key + " of " + name + " is not a list");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean fits =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && json.getLongValue() >= 0;
      if (!fits || sizes.size() == MAX_DIMENSIONS) {
        throw refusal(key + " of " + name + " is not a short list of sizes");
      }
      sizes.add(json.getLongValue());
    }
    return List.copyOf(sizes);
  }

  private SafetensorsException refusal(String why) {
    return new SafetensorsException(file + ": " + why);
  }
}
