package org.tributary.gateway.earnings;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Split;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.asset.ListedAsset;
import org.tributary.gateway.earnings.EarningsView.Amounts;
import org.tributary.gateway.earnings.EarningsView.AssetEarnings;
import org.tributary.gateway.earnings.EarningsView.PartView;
import org.tributary.gateway.earnings.EarningsView.Payee;
import org.tributary.gateway.settlement.Earned;
import org.tributary.gateway.settlement.EarnedAmounts;
import org.tributary.gateway.settlement.Part;
import org.tributary.gateway.settlement.Standing;

/** Puts names and what is already payable to the amounts that were earned. */
final class EarningsReport {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(Split.MILLIONTHS);

  private final Standing standing;
  private final Earned earned;
  private final Map<Part, EarnedAmounts> parts;
  private final Map<AssetId, ListedAsset> assets;

  EarningsReport(
      Standing standing, Map<Part, EarnedAmounts> parts, Collection<ListedAsset> assets) {
    this.standing = standing;
    this.earned = standing.earned();
    this.parts = parts;
    this.assets = assets.stream().collect(Collectors.toMap(ListedAsset::id, it -> it));
  }

  EarningsView view(Erc20 erc20) {
    Set<Address> payees = earned.byPayee().keySet();
    return new EarningsView(
        erc20,
        standing.epoch(),
        amounts(
            sum(earned.byPayee().values().stream()),
            sum(payees.stream().map(standing::granted)),
            sum(payees.stream().map(standing::paid))),
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
        amounts(amount, standing.granted(payee), standing.paid(payee)),
        parts.stream().map(this::part).toList());
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
    EarnedAmounts amounts =
        parts.entrySet().stream()
            .filter(each -> listed.id().equals(each.getKey().asset()))
            .map(Map.Entry::getValue)
            .reduce(EarnedAmounts.NONE, EarnedAmounts::plus);
    return new AssetEarnings(
        listed.id(),
        listed.kind(),
        listed.name(),
        listed.about().ownerName(),
        listed.about().licence(),
        listed.payee(),
        listed.isEscrowed(),
        LineAmounts.of(amounts));
  }

  private static Amounts amounts(BigInteger earned, BigInteger payable, BigInteger paid) {
    BigInteger pending = earned.subtract(payable.multiply(MILLIONTHS));
    return new Amounts(earned.toString(), pending.toString(), payable.toString(), paid.toString());
  }

  private static BigInteger sum(Stream<BigInteger> amounts) {
    return amounts.reduce(BigInteger.ZERO, BigInteger::add);
  }
}
