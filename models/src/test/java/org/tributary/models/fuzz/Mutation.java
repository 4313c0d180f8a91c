package org.tributary.models.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages files at random: single bytes, stretches, and whole JSON values. */
final class Mutation {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "-1",
          "0",
          "1",
          "2",
          "7",
          "1.5",
          "1e999",
          "-0.0",
          "65536",
          "2147483647",
          "2147483648",
          "4294967295",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999",
          "[]",
          "{}",
          "[[[[[[[[[[[[]]]]]]]]]]]]",
          "\"\"",
          "\"a\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"../model.safetensors\"",
          "\"x*\"",
          "\"(a+)+$\"",
          "[0]",
          "[-1,2]",
          "{\"type\":\"Sequence\"}",
          "{\"String\":\"\"}",
          "{\"Regex\":\"\"}");

  private Mutation() {}

  /** A damaged copy; {@code json} says whether whole values may be replaced. */
  static byte[] of(byte[] original, boolean json, Random random) throws IOException {
    byte[] bytes = original;
    if (json && random.nextInt(3) > 0) {
      return values(bytes, random);
    }
    if (!json && random.nextBoolean()) {
      return inPlace(bytes, random);
    }
    for (int i = 0, n = 1 + random.nextInt(4); i < n; i++) {
      bytes = edited(bytes, random);
    }
    return bytes;
  }

  /** Other bytes at a few places, so that what lies behind keeps its offset. */
  private static byte[] inPlace(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    for (int i = 0, n = 1 + random.nextInt(3); i < n; i++) {
      copy[random.nextInt(copy.length)] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) "0123456789{}[]\",:-e".charAt(random.nextInt(18));
    }
    return copy;
  }

  private static byte[] edited(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(random.nextInt(4) == 0 ? Math.min(16, bytes.length) : bytes.length);
    int length = Math.min(random.nextInt(12), bytes.length - at);
    byte[] between =
        switch (random.nextInt(6)) {
          case 0 -> new byte[] {(byte) random.nextInt()};
          case 1 -> new byte[] {(byte) "0123456789{}[]\",:-e\\".charAt(random.nextInt(20))};
          case 2 -> new byte[0];
          case 3 -> VALUES.get(random.nextInt(VALUES.size())).getBytes(StandardCharsets.UTF_8);
          case 4 -> "[{\"a\":".repeat(random.nextInt(200)).getBytes(StandardCharsets.UTF_8);
          default -> copy(bytes, random);
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(between);
    int rest = at + (random.nextInt(3) == 0 ? length : Math.min(between.length, bytes.length - at));
    out.write(bytes, rest, random.nextInt(40) == 0 ? 0 : bytes.length - rest);
    return out.toByteArray();
  }

  private static byte[] copy(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + random.nextInt(40)));
  }

  /** Replaces, removes or moves up to three values of a JSON file. */
  private static byte[] values(byte[] bytes, Random random) throws IOException {
    JsonNode root = JSON.readTree(bytes);
    for (int i = 0, n = 1 + random.nextInt(3); i < n; i++) {
      List<JsonNode> nodes = new ArrayList<>();
      collect(root, nodes);
      JsonNode parent = nodes.get(random.nextInt(nodes.size()));
      JsonNode value =
          random.nextInt(4) == 0
              ? nodes.get(random.nextInt(nodes.size())).deepCopy()
              : JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
      if (parent instanceof ObjectNode object && !object.isEmpty()) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        change(object, names.get(random.nextInt(names.size())), value, random);
      } else if (parent instanceof ArrayNode array && !array.isEmpty()) {
        array.set(random.nextInt(array.size()), value);
      }
    }
    return JSON.writeValueAsBytes(root);
  }

  private static void change(ObjectNode object, String name, JsonNode value, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(value.isTextual() ? value.textValue() : name + "x", object.remove(name));
      default -> object.set(name, value);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> into) {
    if (node.isContainerNode() && into.size() < 10_000) {
      into.add(node);
      node.forEach(child -> collect(child, into));
    }
  }
}
