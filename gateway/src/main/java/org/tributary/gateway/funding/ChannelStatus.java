package org.tributary.gateway.funding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.BatchSettlementContract.ChannelState;
import org.tributary.contracts.chain.BatchSettlementContract.Withdrawal;
import org.tributary.contracts.voucher.ChannelId;

/**
 * How a payer's channel stands on the chain; amounts are base units in decimal text.
 *
 * @param unclaimed what the payer can have back, unless it is claimed in time
 * @param withdrawing what a withdrawal that was started asks for
 * @param finishFrom when that withdrawal can be finished
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChannelStatus(
    ChannelId channelId,
    String unclaimed,
    String claimed,
    String withdrawing,
    @Nullable Instant finishFrom) {

  static ChannelStatus of(ChannelId id, ChannelState state, Optional<Withdrawal> withdrawal) {
    return new ChannelStatus(
        id,
        state.balance().subtract(state.totalClaimed()).toString(),
        state.totalClaimed().toString(),
        withdrawal.map(Withdrawal::amount).orElse(BigInteger.ZERO).toString(),
        withdrawal.map(Withdrawal::finalizeAfter).orElse(null));
  }

  String text() {
    String state = channelId + ": " + unclaimed + " base units unclaimed, " + claimed + " claimed";
    return finishFrom == null
        ? state
        : state + "; withdrawing " + withdrawing + ", to be finished from " + finishFrom;
  }
}
