package org.tributary.gateway.earnings;

import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.settlement.Part;
import org.tributary.gateway.settlement.SettledEarnings;
import org.tributary.gateway.settlement.SettledEarnings.Page;
import org.tributary.gateway.settlement.Standing;

/** What everyone earned day by day. */
@Singleton
final class DailyEarnings {
  private final Earnings earnings;
  private final SettledEarnings settled;
  private final Erc20 erc20;

  DailyEarnings(Earnings earnings, SettledEarnings settled, Erc20 erc20) {
    this.earnings = earnings;
    this.settled = settled;
    this.erc20 = erc20;
  }

  /** Throws IllegalArgumentException for a {@code before} that is no day. */
  DailyEarningsView page(
      @Nullable Address payee, @Nullable AssetId asset, @Nullable String before) {
    Standing standing = earnings.standing();
    Page page =
        settled.byDay(
            standing,
            before == null ? null : day(before),
            part ->
                (payee == null || part.payee().equals(payee))
                    && (asset == null || asset.equals(part.asset())));
    return new DailyEarningsView(
        erc20,
        standing.epoch(),
        page.lines().stream().map(DailyEarnings::line).toList(),
        page.next() == null ? null : page.next().toString());
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("a day is written as 2026-11-22", e);
    }
  }

  private static DailyEarningsView.Line line(SettledEarnings.Line line) {
    Part part = line.part();
    return new DailyEarningsView.Line(
        line.day().toString(),
        part.role().text(),
        part.asset(),
        part.payee(),
        LineAmounts.of(line.amounts()));
  }
}
