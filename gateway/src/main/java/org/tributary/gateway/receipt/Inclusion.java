package org.tributary.gateway.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.ListProof;

/**
 * That a receipt is one of an epoch's: its place among {@code receipts} leaves, its siblings up to
 * their root, and the epoch's roots, of which the pool keeps the hash. Integers are decimal text.
 *
 * @param state how far the epoch has come
 */
public record Inclusion(
    String epoch,
    String state,
    String index,
    String receipts,
    List<Bytes32> siblings,
    Roots roots) {

  /** What the pool keeps the hash of. */
  public record Roots(
      @JsonProperty("payout_root") Bytes32 payoutRoot,
      String payees,
      String total,
      @JsonProperty("receipts_root") Bytes32 receiptsRoot) {
    static Roots of(EpochRoots roots) {
      return new Roots(
          roots.payoutRoot(),
          Long.toString(roots.payees()),
          roots.total().toString(),
          roots.receiptsRoot());
    }
  }

  public static Inclusion of(
      long epoch, String state, ListProof proof, long receipts, EpochRoots roots) {
    return new Inclusion(
        Long.toString(epoch),
        state,
        Long.toString(proof.index()),
        Long.toString(receipts),
        proof.siblings(),
        Roots.of(roots));
  }
}
