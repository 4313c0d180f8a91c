package org.tributary.gateway.earnings;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.Share;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.earnings.ReceiptEarningsView.Line;
import org.tributary.gateway.settlement.ChargeHistory;
import org.tributary.gateway.settlement.ChargeHistory.Charge;
import org.tributary.gateway.settlement.Revenue;

/** What single receipts earn, newest first; who called is nobody's business here. */
@Singleton
final class ReceiptEarnings {
  private final ChargeHistory history;
  private final Revenue revenue;
  private final Erc20 erc20;

  ReceiptEarnings(ChargeHistory history, Revenue revenue, Erc20 erc20) {
    this.history = history;
    this.revenue = revenue;
    this.erc20 = erc20;
  }

  /** Throws IllegalArgumentException for a {@code before} that no answer had as its next. */
  ReceiptEarningsView page(
      @Nullable Address payee, @Nullable AssetId asset, @Nullable String before, int max) {
    ChargeHistory.Page page = history.before(before, max, share -> isWanted(share, payee, asset));
    Set<Address> payees =
        page.charges().stream()
            .flatMap(charge -> charge.shares().stream())
            .map(Share::payee)
            .collect(Collectors.toSet());
    Map<Address, BigInteger> paid = revenue.paid(payees);
    return new ReceiptEarningsView(
        erc20,
        page.charges().stream().flatMap(charge -> lines(charge, paid).stream()).toList(),
        page.next());
  }

  private static boolean isWanted(Share share, @Nullable Address payee, @Nullable AssetId asset) {
    return (payee == null || share.payee().equals(payee))
        && (asset == null || asset.equals(share.asset()));
  }

  private static List<Line> lines(Charge charge, Map<Address, BigInteger> paid) {
    return charge.shares().stream().map(share -> line(charge, share, paid)).toList();
  }

  private static Line line(Charge charge, Share share, Map<Address, BigInteger> paid) {
    ChargeHistory.Grant grant = charge.grant();
    return new Line(
        charge.call().text(),
        charge.time().toString(),
        Long.toString(charge.charge()),
        share.role().text(),
        share.asset(),
        share.payee(),
        Long.toString(share.millionths()),
        state(grant, share.payee(), paid),
        grant == null ? null : grant.epoch());
  }

  private static String state(
      ChargeHistory.@Nullable Grant grant, Address payee, Map<Address, BigInteger> paid) {
    if (grant == null) {
      return "pending";
    }
    return grant.isPaid(payee, paid.getOrDefault(payee, BigInteger.ZERO)) ? "paid" : "granted";
  }
}
