package org.tributary.gateway.audit;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.RegistryRecords;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.OwnerRecords;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptCheck;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.local.StackFailure;

/**
 * The epoch after the last active one, made of published open receipts by somebody else than their
 * gateway; what an audit would find wrong is left out.
 */
public final class NextEpoch {
  private final OpenReceipts open;
  private final Selection selection;
  private final EpochAccounts accounts;
  private final List<String> missing;

  private NextEpoch(
      OpenReceipts open, Selection selection, EpochAccounts accounts, List<String> missing) {
    this.open = open;
    this.selection = selection;
    this.accounts = accounts;
    this.missing = List.copyOf(missing);
  }

  /** What receipts are judged by, and what activated epochs committed to. */
  public record Rules(
      OwnerRecords records,
      Domain domain,
      Predicate<Address> isSigner,
      long activeEpoch,
      LongFunction<EpochRoots> activated) {

    /** Remembers which keys may sign: there are few, and many receipts. */
    public Rules {
      Map<Address, Boolean> known = new HashMap<>();
      Predicate<Address> asked = isSigner;
      isSigner = key -> known.computeIfAbsent(key, asked::test);
    }

    /** Those of a pool whose receipts are of this registry. */
    public static Rules of(Chain chain, RevenuePoolContract pool, Address registry) {
      return new Rules(
          new RegistryRecords(new AssetRegistryContract(chain, registry)),
          Receipt.domain(chain.chainId(), pool.address()),
          pool.authorizer()::isReceiptSigner,
          pool.activeEpoch(),
          number -> PostedEpoch.activated(pool, number));
    }

    private Optional<String> fault(SignedReceipt signed) {
      return ReceiptCheck.signature(signed, domain, isSigner)
          .or(() -> ReceiptCheck.all(signed.receipt(), records));
    }
  }

  /**
   * Takes receipts in the order of the file, as far as what the pool has received pays for them:
   * those that were paid for stand first there. Those of settled epochs are passed over, and so are
   * those that an audit would find wrong: what was paid for them stays in the pool.
   *
   * @throws StackFailure naming the first receipt that charges what another has charged, or the
   *     settled epoch whose receipts are not those that were posted
   */
  public static NextEpoch of(
      Path receipts, List<Path> settled, PayoutTable last, BigInteger received, Rules rules) {
    try {
      SettledEpochs before = SettledEpochs.read(settled, rules);
      Selection selection = new Selection(before, unassigned(last, received), rules::fault);
      OpenReceipts open = new OpenReceipts(receipts, selection::takes);
      ReceiptsAudit audit =
          new ReceiptsAudit(
              0,
              open,
              last,
              rules.records(),
              rules.domain(),
              rules.isSigner(),
              new Intervals(),
              List.of());
      EpochAccounts accounts = audit.run();
      selection
          .wrong()
          .or(audit::wrong)
          .ifPresent(why -> {
            throw new StackFailure(receipts + ": " + why + "; nothing is posted");
          });
      return new NextEpoch(open, selection, accounts, before.missing(rules.activeEpoch()));
    } catch (IOException e) {
      throw new StackFailure("cannot read " + receipts + ": " + e.getMessage(), e);
    }
  }

  public EpochAccounts accounts() {
    return accounts;
  }

  /** How many receipts wait for money that has not come in. */
  public long waiting() {
    return selection.waiting();
  }

  /** Call and fault of each that would have spoiled it. */
  public Map<CallId, String> leftOut() {
    return selection.leftOut();
  }

  /** Active epochs whose receipts were not among the settled ones: theirs are not passed over. */
  public List<String> missing() {
    return missing;
  }

  /** Those that it is made of, in the order of their tree. */
  public void forEach(Consumer<SignedReceipt> receipt) throws IOException {
    selection.again();
    open.forEach((each, place) -> receipt.accept(each));
  }

  /** Received, and neither granted nor carried for anybody, in millionths. */
  private static BigInteger unassigned(PayoutTable last, BigInteger received) {
    BigInteger millionths = BigInteger.valueOf(Split.MILLIONTHS);
    BigInteger left = received.subtract(last.total()).multiply(millionths);
    for (PayoutLeaf leaf : last.leaves()) {
      left = left.subtract(BigInteger.valueOf(leaf.credits().carriedOn()));
    }
    return left;
  }

  /** Says of one receipt after the other whether it is part of the epoch. */
  private static final class Selection {
    private final SettledEpochs settled;
    private final Map<CallId, String> leftOut = new LinkedHashMap<>();
    private final Function<SignedReceipt, Optional<String>> fault;
    private final BigInteger funds;
    private BigInteger left;
    private long waiting;
    private boolean first = true;
    private @Nullable String wrong;

    Selection(
        SettledEpochs settled, BigInteger funds, Function<SignedReceipt, Optional<String>> fault) {
      this.settled = settled;
      this.fault = fault;
      this.funds = funds;
      this.left = funds;
    }

    void again() {
      first = false;
      left = funds;
      waiting = 0;
    }

    Optional<String> wrong() {
      return Optional.ofNullable(wrong);
    }

    long waiting() {
      return waiting;
    }

    Map<CallId, String> leftOut() {
      return Collections.unmodifiableMap(leftOut);
    }

    boolean takes(SignedReceipt signed) {
      Receipt receipt = signed.receipt();
      if (settled.contains(receipt)) {
        return false;
      }
      if (first && settled.chargesAgain(receipt) && wrong == null) {
        wrong = "call %s charges what another has charged".formatted(receipt.callId());
      }
      BigInteger costs =
          BigInteger.valueOf(receipt.charge()).multiply(BigInteger.valueOf(Split.MILLIONTHS));
      // In order, or a cheap one could be taken that nobody has paid for.
      if (waiting > 0 || costs.compareTo(left) > 0) {
        waiting++;
        return false;
      }
      left = left.subtract(costs);
      if (first) {
        fault.apply(signed).ifPresent(why -> leftOut.put(receipt.callId(), why));
      }
      return !leftOut.containsKey(receipt.callId());
    }
  }
}
