package org.tributary.gateway.receipt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.ListProof;
import org.tributary.contracts.receipt.MalformedReceipt;
import org.tributary.contracts.receipt.ReceiptReader;
import org.tributary.contracts.receipt.SignedReceipt;

/**
 * A receipt as somebody kept it: what GET /v1/receipts/{id} answers, or a line of a published
 * epoch, which says neither where it is to be checked nor where it stands.
 */
record ReceiptDocument(SignedReceipt signed, Optional<Where> where, Optional<Placed> placed) {
  static final int MAX_CHARS = 1 << 20;
  private static final int MAX_SIBLINGS = 64;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Which contracts it is to be checked against, by its own words. */
  record Where(long chainId, Address pool, Address registry) {}

  /** That it is one of an epoch's receipts. */
  record Placed(long epoch, long receipts, ListProof proof, EpochRoots roots) {}

  /** Throws MalformedReceipt for text that may come from anyone. */
  static ReceiptDocument read(String text) {
    if (text.length() > MAX_CHARS) {
      throw new MalformedReceipt("longer than any receipt");
    }
    try {
      JsonNode json = JSON.readTree(text);
      JsonNode signed = json.has("signed") ? json.get("signed") : json;
      return new ReceiptDocument(
          new ReceiptReader().read(signed.toString()),
          Optional.ofNullable(json.get("chain")).map(ReceiptDocument::where),
          Optional.ofNullable(json.get("inclusion")).map(ReceiptDocument::placed));
    } catch (JsonProcessingException e) {
      throw new MalformedReceipt("not JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw e instanceof MalformedReceipt malformed
          ? malformed
          : new MalformedReceipt(String.valueOf(e.getMessage()));
    }
  }

  private static Where where(JsonNode json) {
    return new Where(
        Long.parseLong(json.path("id").asText()),
        new Address(json.path("pool").asText()),
        new Address(json.path("registry").asText()));
  }

  private static Placed placed(JsonNode json) {
    List<Bytes32> siblings = new ArrayList<>();
    json.path("siblings").forEach(each -> siblings.add(new Bytes32(each.asText())));
    if (siblings.size() > MAX_SIBLINGS) {
      throw new MalformedReceipt("a proof longer than any tree is high");
    }
    JsonNode roots = json.path("roots");
    return new Placed(
        Long.parseLong(json.path("epoch").asText()),
        Long.parseLong(json.path("receipts").asText()),
        new ListProof(Long.parseLong(json.path("index").asText()), siblings),
        new EpochRoots(
            new Bytes32(roots.path("payout_root").asText()),
            Long.parseLong(roots.path("payees").asText()),
            new BigInteger(roots.path("total").asText()),
            new Bytes32(roots.path("receipts_root").asText())));
  }
}
