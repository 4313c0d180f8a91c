package org.tributary.gateway.earnings;

import jakarta.inject.Singleton;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.Share;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.earnings.ReceiptEarningsView.Line;
import org.tributary.gateway.settlement.ChargeHistory;
import org.tributary.gateway.settlement.ChargeHistory.Charge;
import org.tributary.gateway.settlement.ChargeHistory.Earning;
import org.tributary.gateway.settlement.EarnedAmounts;

/** What single receipts earn, newest first; who called is nobody's business here. */
@Singleton
final class ReceiptEarnings {
  private final ChargeHistory history;
  private final Earnings earnings;
  private final Erc20 erc20;

  ReceiptEarnings(ChargeHistory history, Earnings earnings, Erc20 erc20) {
    this.history = history;
    this.earnings = earnings;
    this.erc20 = erc20;
  }

  /** Throws IllegalArgumentException for a {@code before} that no answer had as its next. */
  ReceiptEarningsView page(
      @Nullable Address payee, @Nullable AssetId asset, @Nullable String before, int max) {
    ChargeHistory.Page page =
        history.before(earnings.standing(), before, max, share -> isWanted(share, payee, asset));
    return new ReceiptEarningsView(
        erc20, page.charges().stream().flatMap(ReceiptEarnings::lines).toList(), page.next());
  }

  private static boolean isWanted(Share share, @Nullable Address payee, @Nullable AssetId asset) {
    return (payee == null || share.payee().equals(payee))
        && (asset == null || asset.equals(share.asset()));
  }

  private static Stream<Line> lines(Charge charge) {
    return charge.earnings().stream().map(each -> line(charge, each));
  }

  private static Line line(Charge charge, Earning earning) {
    Share share = earning.share();
    return new Line(
        charge.call().text(),
        charge.time().toString(),
        Long.toString(charge.charge()),
        share.role().text(),
        share.asset(),
        share.payee(),
        Long.toString(share.millionths()),
        LineAmounts.of(earning.amounts()),
        charge.epoch() == null ? "pending" : state(earning.amounts()),
        charge.epoch());
  }

  private static String state(EarnedAmounts amounts) {
    if (amounts.paid().equals(amounts.earned())) {
      return "paid";
    }
    return amounts.paid().equals(amounts.granted()) ? "carried" : "granted";
  }
}
