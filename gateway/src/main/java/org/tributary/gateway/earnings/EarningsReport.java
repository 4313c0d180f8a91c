package org.tributary.gateway.earnings;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Split;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.asset.ListedAsset;
import org.tributary.gateway.earnings.EarningsView.Amounts;
import org.tributary.gateway.earnings.EarningsView.AssetEarnings;
import org.tributary.gateway.earnings.EarningsView.PartView;
import org.tributary.gateway.earnings.EarningsView.Payee;
import org.tributary.gateway.settlement.Earned;
import org.tributary.gateway.settlement.Part;

/** Puts names and what is already payable to the amounts that were earned. */
final class EarningsReport {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(Split.MILLIONTHS);

  private final Earned earned;
  private final PayoutTable granted;
  private final Map<Address, BigInteger> paid;
  private final Map<AssetId, ListedAsset> assets;

  /** {@code granted} is the table of the last active epoch. */
  EarningsReport(
      Earned earned,
      PayoutTable granted,
      Map<Address, BigInteger> paid,
      Collection<ListedAsset> assets) {
    this.earned = earned;
    this.granted = granted;
    this.paid = paid;
    this.assets = assets.stream().collect(Collectors.toMap(ListedAsset::id, it -> it));
  }

  EarningsView view(long epoch, Erc20 erc20) {
    return new EarningsView(
        erc20,
        epoch,
        amounts(sum(earned.byPayee().values()), granted.total(), sum(paid.values())),
        earned.byPayee().entrySet().stream()
            .sorted(Map.Entry.<Address, BigInteger>comparingByValue().reversed())
            .map(each -> payee(each.getKey(), each.getValue()))
            .toList(),
        assets.values().stream()
            .sorted(Comparator.comparing(ListedAsset::id))
            .map(this::asset)
            .toList());
  }

  private Payee payee(Address payee, BigInteger amount) {
    List<Part> parts =
        earned.byPart().keySet().stream()
            .filter(part -> part.payee().equals(payee))
            .sorted(Comparator.comparing(this::amount).reversed())
            .toList();
    return new Payee(
        payee,
        parts.stream().map(this::owner).distinct().collect(Collectors.joining(", ")),
        parts.stream().flatMap(part -> listed(part).stream()).anyMatch(it -> isVault(it, payee)),
        amounts(amount, granted(payee), paid.getOrDefault(payee, BigInteger.ZERO)),
        parts.stream().map(this::part).toList());
  }

  private BigInteger granted(Address payee) {
    return granted.leaf(payee).map(PayoutLeaf::amount).orElse(BigInteger.ZERO);
  }

  private static boolean isVault(ListedAsset listed, Address payee) {
    return listed.isEscrowed() && listed.payee().equals(payee);
  }

  private PartView part(Part part) {
    String name = listed(part).map(ListedAsset::name).orElseGet(() -> owner(part));
    String role = listed(part).map(ListedAsset::kind).orElseGet(() -> part.role().text());
    return new PartView(role, part.asset(), name, amount(part).toString());
  }

  private BigInteger amount(Part part) {
    return earned.byPart().getOrDefault(part, BigInteger.ZERO);
  }

  private String owner(Part part) {
    if (part.role() == Share.Role.GATEWAY) {
      return "Gateway";
    }
    if (part.role() == Share.Role.WORKER) {
      return "Worker";
    }
    return listed(part)
        .map(it -> it.about().ownerName().isBlank() ? it.name() : it.about().ownerName())
        .orElseGet(() -> "Asset " + part.asset());
  }

  private Optional<ListedAsset> listed(Part part) {
    return Optional.ofNullable(part.asset()).map(assets::get);
  }

  private AssetEarnings asset(ListedAsset listed) {
    BigInteger amount =
        sum(
            earned.byPart().entrySet().stream()
                .filter(each -> listed.id().equals(each.getKey().asset()))
                .map(Map.Entry::getValue)
                .toList());
    return new AssetEarnings(
        listed.id(),
        listed.kind(),
        listed.name(),
        listed.about().ownerName(),
        listed.about().licence(),
        listed.payee(),
        listed.isEscrowed(),
        amount.toString());
  }

  private static Amounts amounts(BigInteger earned, BigInteger payable, BigInteger paid) {
    BigInteger pending = earned.subtract(payable.multiply(MILLIONTHS));
    return new Amounts(earned.toString(), pending.toString(), payable.toString(), paid.toString());
  }

  private static BigInteger sum(Collection<BigInteger> amounts) {
    return amounts.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }
}
