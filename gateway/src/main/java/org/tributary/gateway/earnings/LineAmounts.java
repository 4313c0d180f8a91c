package org.tributary.gateway.earnings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.tributary.gateway.settlement.EarnedAmounts;

/**
 * What has become of something earned, in millionths of a base unit as decimal text: earned is
 * pending and payable together, and paid is part of what is payable.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonIgnoreProperties(ignoreUnknown = true)
record LineAmounts(
    String earnedMillionths,
    String pendingMillionths,
    String payableMillionths,
    String paidMillionths) {

  static LineAmounts of(EarnedAmounts amounts) {
    return new LineAmounts(
        amounts.earned().toString(),
        amounts.pending().toString(),
        amounts.granted().toString(),
        amounts.paid().toString());
  }
}
