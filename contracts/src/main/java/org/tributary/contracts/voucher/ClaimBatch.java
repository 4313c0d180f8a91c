package org.tributary.contracts.voucher;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/** The claims of one transaction, which the receiverAuthorizer signs so that anyone may send it. */
public record ClaimBatch(List<Claim> claims) {

  /** Above a hundred the gas per channel hardly falls and the block limit comes near. */
  public static final int MAX_CLAIMS = 100;

  private static final String TYPE = "ClaimBatch(ClaimEntry[] claims)" + Claim.TYPE;

  public ClaimBatch {
    claims = List.copyOf(claims);
    if (claims.isEmpty() || claims.size() > MAX_CLAIMS) {
      throw new IllegalArgumentException("a batch holds 1 to " + MAX_CLAIMS + " claims");
    }
  }

  public Bytes32 digest(Domain settlement) {
    return settlement.digest(
        StructHash.of(TYPE).array(claims.stream().map(Claim::structHash).toList()).hash());
  }
}
