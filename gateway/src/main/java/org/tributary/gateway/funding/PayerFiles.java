package org.tributary.gateway.funding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.gateway.local.StackFailure;

/** The two files that a payer has: a key, and a channel's configuration. */
final class PayerFiles {

  private static final String RECOVERY_FORMAT = "tributary-key-v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private PayerFiles() {}

  /** From hex, or from a recovery file as the pages write it; no failure quotes the secret. */
  static SigningKey key(Path file) {
    String text = read(file);
    if (!text.startsWith("{")) {
      return key(text, file);
    }
    JsonNode recovery = json(text, file);
    if (!recovery.path("format").asText().equals(RECOVERY_FORMAT)) {
      throw new StackFailure(file + " is no recovery file: its format is not " + RECOVERY_FORMAT);
    }
    SigningKey key = key(recovery.path("secret").asText(), file);
    if (!key.address().text().equalsIgnoreCase(recovery.path("address").asText())) {
      throw new StackFailure(file + " is damaged: its key belongs to another address");
    }
    return key;
  }

  /** The configuration itself, or an answer or payment that holds it. */
  static ChannelConfig channel(Path file) {
    JsonNode whole = json(read(file), file);
    JsonNode config = whole;
    for (String field : new String[] {"payload", "channel", "channelConfig"}) {
      config = config.has(field) ? config.path(field) : config;
    }
    try {
      return new ChannelConfig(
          address(config, "payer"),
          address(config, "payerAuthorizer"),
          address(config, "receiver"),
          address(config, "receiverAuthorizer"),
          address(config, "token"),
          Duration.ofSeconds(config.path("withdrawDelay").asLong()),
          new Bytes32(config.path("salt").asText()));
    } catch (IllegalArgumentException e) {
      throw new StackFailure(file + " holds no channel: " + e.getMessage(), e);
    }
  }

  private static Address address(JsonNode config, String field) {
    return new Address(config.path(field).asText());
  }

  private static SigningKey key(String hex, Path file) {
    try {
      return SigningKey.fromHex(hex);
    } catch (IllegalArgumentException e) {
      throw new StackFailure(file + " holds no key of 64 hex digits");
    }
  }

  private static JsonNode json(String text, Path file) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new StackFailure(file + " is not JSON");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StackFailure("cannot read " + file, e);
    }
  }
}
