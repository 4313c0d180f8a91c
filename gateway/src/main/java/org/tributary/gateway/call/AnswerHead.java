package org.tributary.gateway.call;

import io.micronaut.http.MutableHttpResponse;
import java.util.Map;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.CallId;

/**
 * What an answer says of itself, whichever worker gives it.
 *
 * @param created epoch seconds
 * @param salt of the commitments in its receipt
 * @param channelSalt of the tag that stands for its channel there
 */
public record AnswerHead(
    CallId callId, String model, long created, Bytes32 salt, Bytes32 channelSalt) {
  /** Names the receipt of the answer, which is its call. */
  static final String RECEIPT_HEADER = "X-Tributary-Receipt";

  /** Told to the payer alone, who needs them to recognise its own words in the public receipt. */
  static final String SALT_HEADER = "X-Tributary-Receipt-Salt";

  static final String CHANNEL_SALT_HEADER = "X-Tributary-Channel-Salt";

  public void write(MutableHttpResponse<?> answer) {
    headers().forEach(answer::header);
  }

  public Map<String, String> headers() {
    return Map.of(
        RECEIPT_HEADER,
        callId.text(),
        SALT_HEADER,
        salt.text(),
        CHANNEL_SALT_HEADER,
        channelSalt.text());
  }
}
