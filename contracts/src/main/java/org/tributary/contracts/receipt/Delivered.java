package org.tributary.contracts.receipt;

import org.tributary.contracts.keys.Address;
import org.tributary.contracts.typeddata.StructHash;
import org.tributary.contracts.typeddata.StructType;

/** One worker's part of an answer, in model-tokens, and where its share of the charge goes. */
public record Delivered(Address worker, Address payout, long modelTokens) {
  static final String ENCODED = "Delivered(address worker,address payout,uint64 modelTokens)";

  private static final StructType TYPE = new StructType(ENCODED);

  public Delivered {
    if (modelTokens < 0) {
      throw new IllegalArgumentException("a negative delivery");
    }
  }

  StructHash structHash() {
    return StructHash.of(TYPE).address(worker).address(payout).uint(modelTokens);
  }
}
