package org.tributary.gateway.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.OwnerRecords;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.local.StackFailure;

/**
 * Computes an epoch once more, from its receipts and the table before it, and names the first
 * receipt, credit or payee that disagrees.
 */
final class EpochAudit {
  private final PostedEpoch posted;
  private final OwnerRecords records;
  private final Domain domain;
  private final Predicate<Address> isSigner;
  private final Intervals charged = new Intervals();
  private final List<EarlierEpoch> earlier = new ArrayList<>();

  /** What an epoch came to; {@code finding} is null where it is right. */
  record Result(PostedEpoch posted, EpochRoots computed, @Nullable Objection finding) {}

  EpochAudit(PostedEpoch posted, OwnerRecords records, Domain domain, Predicate<Address> isSigner) {
    this.posted = posted;
    this.records = records;
    this.domain = domain;
    this.isSigner = isSigner;
  }

  /** The receipts of an activated epoch: what they charged may not be charged again. */
  void addEarlier(long number, EpochRoots roots, PublishedReceipts receipts) throws IOException {
    earlier.add(
        EarlierEpoch.read(
            number,
            roots,
            receipts,
            domain,
            (receipt, place) -> charged.add(receipt, new Intervals.Place(number, place))));
  }

  /**
   * {@code last} is needed after the first epoch; {@code payouts} only where the table is not what
   * it should be.
   */
  Result run(
      PublishedReceipts receipts,
      @Nullable PublishedPayouts last,
      @Nullable PublishedPayouts payouts)
      throws IOException {
    PayoutTable before = lastTable(last);
    ReceiptsAudit audit =
        new ReceiptsAudit(
            posted.number(), receipts, before, records, domain, isSigner, charged, earlier);
    EpochAccounts accounts = audit.run();
    PlacedReceipts all = new PlacedReceipts(receipts, accounts.receipts());
    Optional<Objection> finding =
        all.tree().commitment().equals(posted.roots().receiptsRoot())
            ? audit.firstWrong(all, posted.roots()).or(() -> table(all, accounts, before, payouts))
            : Objection.withheld("the published receipts are not those that were posted");
    return new Result(posted, accounts.roots(), finding.orElse(null));
  }

  private Optional<Objection> table(
      PlacedReceipts all,
      EpochAccounts accounts,
      PayoutTable before,
      @Nullable PublishedPayouts payouts) {
    if (accounts.roots().equals(posted.roots())) {
      return Optional.empty();
    }
    if (payouts == null) {
      return Objection.withheld(
          "the payout root is not what the receipts come to; --payouts payouts-%d.json shows where"
              .formatted(posted.number()));
    }
    return new TableAudit(posted, accounts, before, payouts, all::at).first();
  }

  private PayoutTable lastTable(@Nullable PublishedPayouts last) {
    EpochRoots roots = posted.last();
    if (roots == null) {
      return PayoutTable.EMPTY;
    }
    if (last == null) {
      throw new StackFailure(
          "an audit begins with the table before: --payouts payouts-%d.json"
              .formatted(posted.number() - 1));
    }
    PayoutTable table = last.table();
    if (!table.root().equals(roots.payoutRoot()) || !table.total().equals(roots.total())) {
      throw new StackFailure(
          "payouts-%d.json is not what was posted for that epoch".formatted(posted.number() - 1));
    }
    return table;
  }
}
