package org.tributary.gateway.earnings;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;

/** Reads the leaves of a payout table, as a gateway shows them. */
final class TableReader {
  private TableReader() {}

  /** Throws IllegalArgumentException for what is no table. */
  static PayoutTable read(JsonNode leaves) {
    List<PayoutLeaf> read = new ArrayList<>();
    leaves.forEach(leaf -> read.add(leaf(leaf)));
    return PayoutTable.of(read);
  }

  private static PayoutLeaf leaf(JsonNode json) {
    JsonNode credits = json.path("credits");
    return new PayoutLeaf(
        new Address(json.path("payee").asText()),
        new BigInteger(json.path("previous").asText()),
        new BigInteger(json.path("amount").asText()),
        new CreditsCommitment(
            new Bytes32(credits.path("root").asText()),
            Long.parseLong(credits.path("count").asText()),
            new BigInteger(credits.path("sum").asText()),
            Long.parseLong(credits.path("carry").asText())));
  }
}
