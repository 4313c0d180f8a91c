package org.tributary.contracts.voucher;

import org.tributary.contracts.keys.Address;
import org.tributary.contracts.typeddata.Domain;

/** The domain and addresses that x402 batch-settlement fixes on every chain. */
public final class SettlementDomain {
  public static final Address BATCH_SETTLEMENT =
      new Address("0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003");
  public static final Address ERC3009_COLLECTOR =
      new Address("0x4020806089470a89826cB9fB1f4059150b550004");

  private SettlementDomain() {}

  public static Domain of(long chainId) {
    return Domain.onChain("x402 Batch Settlement", "1", chainId, BATCH_SETTLEMENT);
  }
}
