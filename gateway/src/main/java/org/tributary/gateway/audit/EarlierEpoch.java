package org.tributary.gateway.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.tributary.contracts.chain.Faults;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.receipt.PlacedReceipt;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.local.StackFailure;

/** Receipts of an activated epoch, which nothing may be charged for again. */
record EarlierEpoch(long number, EpochRoots roots, PublishedReceipts receipts, MerkleList tree) {

  /** Goes through the receipts once; they must be those that were posted. */
  static EarlierEpoch read(
      long number, EpochRoots roots, PublishedReceipts receipts, Domain domain, Intervals charged)
      throws IOException {
    MerkleList.Builder digests = new MerkleList.Builder();
    receipts.forEach((signed, place) -> {
      digests.add(signed.receipt().digest(domain));
      charged.add(signed.receipt(), new Intervals.Place(number, place));
    });
    MerkleList tree = digests.build();
    if (!tree.commitment().equals(roots.receiptsRoot())) {
      throw new StackFailure("the receipts of epoch " + number + " are not those that were posted");
    }
    return new EarlierEpoch(number, roots, receipts, tree);
  }

  Faults.Elsewhere at(long place) {
    try {
      PlacedReceipt receipt =
          new PlacedReceipt(receipts.get(place).receipt(), tree.proof(Math.toIntExact(place)));
      return new Faults.Elsewhere(number, roots, tree, receipt);
    } catch (IOException e) {
      throw new UncheckedIOException("the receipts cannot be read again", e);
    }
  }
}
