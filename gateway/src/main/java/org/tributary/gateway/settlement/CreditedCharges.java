package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.gateway.settlement.ChargeHistory.Earning;
import org.tributary.gateway.settlement.EpochEarnings.CarriedFrom;

/** Says of single receipts what the epochs they are in give for each share; reads epochs once. */
final class CreditedCharges {
  private final Standing standing;
  private final EpochStore epochs;
  private final ReceiptPlaces places;
  private final EarnedBook book;
  private final Map<Long, Map<Address, BigInteger>> granted = new HashMap<>();

  CreditedCharges(Standing standing, EpochStore epochs, ReceiptPlaces places, EarnedBook book) {
    this.standing = standing;
    this.epochs = epochs;
    this.places = places;
    this.book = book;
  }

  /** Where a receipt is, if an epoch of this standing credits it. */
  Optional<ReceiptPlaces.Place> place(CallId call) {
    return places.of(call).filter(place -> place.epoch() <= standing.epoch());
  }

  static List<Earning> pending(List<Share> split) {
    return split.stream()
        .map(share -> new Earning(share, EarnedAmounts.pending(millionths(share))))
        .toList();
  }

  /** All shares of the receipt at this place. */
  List<Earning> earnings(ReceiptPlaces.Place place, List<Share> split) {
    Map<Address, BigInteger> amounts = granted.computeIfAbsent(place.epoch(), this::granted);
    Set<Address> payees = split.stream().map(Share::payee).collect(Collectors.toSet());
    Map<Address, CarriedFrom> carried = book.carried(place.epoch(), payees);
    Map<Address, BigInteger> before = new HashMap<>();
    List<Earning> earnings = new ArrayList<>();
    for (Share share : split) {
      Address payee = share.payee();
      BigInteger earlier = before.getOrDefault(payee, BigInteger.ZERO);
      before.put(payee, earlier.add(millionths(share)));
      CarriedFrom from = carried.get(payee);
      BigInteger whole =
          from == null
              ? millionths(share)
              : from.granted(place.index(), earlier, millionths(share));
      BigInteger amount = amounts.getOrDefault(payee, BigInteger.ZERO);
      earnings.add(
          new Earning(
              share,
              new EarnedAmounts(
                  millionths(share),
                  within(standing.granted(payee), amount, whole, share),
                  within(standing.paid(payee), amount, whole, share))));
    }
    return earnings;
  }

  /** What a payee's first so many base units have of a share, whose carried part is in the next. */
  private static BigInteger within(
      BigInteger had, BigInteger amount, BigInteger whole, Share share) {
    int beyond = had.compareTo(amount);
    if (beyond < 0) {
      return BigInteger.ZERO;
    }
    return beyond == 0 ? whole : millionths(share);
  }

  private Map<Address, BigInteger> granted(long epoch) {
    return epochs.find(epoch).orElseThrow().leaves().stream()
        .collect(Collectors.toMap(PayoutLeaf::payee, PayoutLeaf::amount));
  }

  private static BigInteger millionths(Share share) {
    return BigInteger.valueOf(share.millionths());
  }
}
