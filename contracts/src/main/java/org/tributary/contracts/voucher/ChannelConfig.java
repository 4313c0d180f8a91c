package org.tributary.contracts.voucher;

import java.time.Duration;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/** Who pays whom over a channel, who signs for each, and how long the payer waits to leave. */
public record ChannelConfig(
    Address payer,
    Address payerAuthorizer,
    Address receiver,
    Address receiverAuthorizer,
    Address erc20,
    Duration withdrawDelay,
    Bytes32 salt) {

  public static final Duration MIN_WITHDRAW_DELAY = Duration.ofSeconds(900);
  public static final Duration MAX_WITHDRAW_DELAY = Duration.ofDays(30);

  private static final String TYPE =
      "ChannelConfig(address payer,address payerAuthorizer,address receiver,"
          + "address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)";

  public ChannelConfig {
    // The contract enforces the range as well; outside it a channel could never be funded.
    if (withdrawDelay.compareTo(MIN_WITHDRAW_DELAY) < 0
        || withdrawDelay.compareTo(MAX_WITHDRAW_DELAY) > 0
        || withdrawDelay.getNano() != 0) {
      throw new IllegalArgumentException("withdrawDelay must be 900 s to 30 days, whole seconds");
    }
    // Without an authorizer the payer itself would have to answer, which a contract payer can
    // change its mind about after the call was served.
    if (payer.isZero()
        || payerAuthorizer.isZero()
        || receiver.isZero()
        || receiverAuthorizer.isZero()
        || erc20.isZero()) {
      throw new IllegalArgumentException("a channel names all its parties");
    }
  }

  public ChannelId id(Domain settlement) {
    Bytes32 structHash =
        StructHash.of(TYPE)
            .address(payer)
            .address(payerAuthorizer)
            .address(receiver)
            .address(receiverAuthorizer)
            .address(erc20)
            .uint(withdrawDelay.toSeconds())
            .bytes32(salt)
            .hash();
    return new ChannelId(settlement.digest(structHash));
  }
}
