package org.tributary.gateway.settlement;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.Erc20;

/**
 * What came of settling: posted, waiting, held or unchanged, with the last epoch (null before the
 * first), the channels that did not pay, and what holds the epoch up, if anything does.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonIgnoreProperties(ignoreUnknown = true)
record SettlementView(
    String outcome, @Nullable EpochView epoch, List<ChannelId> unpaid, @Nullable String held) {

  static SettlementView of(Settlement settlement, Erc20 erc20) {
    return new SettlementView(
        settlement.outcome().text(),
        settlement.epoch().map(epoch -> EpochView.of(epoch, erc20)).orElse(null),
        settlement.unpaid(),
        settlement.held());
  }
}
