package org.tributary.gateway.settlement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.PayoutLeaf;

/** {@code payouts-N.json}: every leaf of an epoch's table; every integer is a decimal text. */
record PayoutsFile(String epoch, List<Leaf> leaves) {
  private static final JsonMapper JSON = new JsonMapper();

  /** What a payee has been granted, and the commitment to the credits behind it. */
  record Leaf(String payee, String previous, String amount, Credits credits) {
    static Leaf of(PayoutLeaf leaf) {
      return new Leaf(
          leaf.payee().text(),
          leaf.previous().toString(),
          leaf.amount().toString(),
          Credits.of(leaf.credits()));
    }
  }

  /** In millionths of a base unit. */
  record Credits(String root, String count, String sum, String carry) {
    static Credits of(CreditsCommitment credits) {
      return new Credits(
          credits.root().text(),
          Long.toString(credits.count()),
          credits.sum().toString(),
          Long.toString(credits.carry()));
    }
  }

  static String write(long epoch, List<PayoutLeaf> leaves) {
    try {
      return JSON.writeValueAsString(
          new PayoutsFile(Long.toString(epoch), leaves.stream().map(Leaf::of).toList()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a table is always JSON", e);
    }
  }
}
