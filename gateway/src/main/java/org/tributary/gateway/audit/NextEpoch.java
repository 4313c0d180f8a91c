package org.tributary.gateway.audit;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.OwnerRecords;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.local.StackFailure;

/**
 * The epoch after the last active one, made of published open receipts by somebody else than their
 * gateway; what an audit would find wrong is refused.
 */
public final class NextEpoch {
  private final OpenReceipts open;
  private final Selection selection;
  private final EpochAccounts accounts;

  private NextEpoch(OpenReceipts open, Selection selection, EpochAccounts accounts) {
    this.open = open;
    this.selection = selection;
    this.accounts = accounts;
  }

  /** What receipts are judged by. */
  public record Rules(OwnerRecords records, Domain domain, Predicate<Address> isSigner) {
    /** Remembers which keys may sign: there are few, and many receipts. */
    public Rules {
      Map<Address, Boolean> known = new HashMap<>();
      Predicate<Address> asked = isSigner;
      isSigner = key -> known.computeIfAbsent(key, asked::test);
    }
  }

  /**
   * Takes receipts in the order of the file, as far as what the pool has received pays for them:
   * those that were paid for stand first there. Those of settled epochs are passed over.
   *
   * @throws StackFailure naming the first receipt that an audit would find wrong
   */
  public static NextEpoch of(
      Path receipts, List<Path> settled, PayoutTable last, BigInteger received, Rules rules) {
    try {
      Selection selection = new Selection(settled, unassigned(last, received));
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
      return new NextEpoch(open, selection, accounts);
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
    private final Set<CallId> settled = new HashSet<>();
    private final Intervals charged = new Intervals();
    private final BigInteger funds;
    private BigInteger left;
    private long waiting;
    private boolean first = true;
    private @Nullable String wrong;

    Selection(List<Path> settledEpochs, BigInteger funds) throws IOException {
      this.funds = funds;
      this.left = funds;
      for (Path epoch : settledEpochs) {
        ReceiptsFile.open(epoch)
            .forEach((signed, place) -> {
              settled.add(signed.receipt().callId());
              charged.add(signed.receipt(), new Intervals.Place(0, place));
            });
      }
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

    boolean takes(SignedReceipt signed) {
      Receipt receipt = signed.receipt();
      if (settled.contains(receipt.callId())) {
        return false;
      }
      if (first && charged.add(receipt, new Intervals.Place(0, 0)).isPresent() && wrong == null) {
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
      return true;
    }
  }
}
