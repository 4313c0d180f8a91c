package org.tributary.gateway.audit;

import java.io.IOException;
import java.util.function.ObjLongConsumer;
import org.tributary.contracts.chain.Faults;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.local.StackFailure;

/** Receipts of an activated epoch, which nothing may be charged for again. */
record EarlierEpoch(long number, EpochRoots roots, PlacedReceipts receipts) {

  /** Goes through the receipts once; they must be those that were posted. */
  static EarlierEpoch read(
      long number,
      EpochRoots roots,
      PublishedReceipts receipts,
      Domain domain,
      ObjLongConsumer<Receipt> each)
      throws IOException {
    MerkleList.Builder digests = new MerkleList.Builder();
    receipts.forEach((signed, place) -> {
      digests.add(signed.receipt().digest(domain));
      each.accept(signed.receipt(), place);
    });
    MerkleList tree = digests.build();
    if (!tree.commitment().equals(roots.receiptsRoot())) {
      throw new StackFailure("the receipts of epoch " + number + " are not those that were posted");
    }
    return new EarlierEpoch(number, roots, new PlacedReceipts(receipts, tree));
  }

  Faults.Elsewhere at(long place) {
    return new Faults.Elsewhere(number, roots, receipts.tree(), receipts.at(place));
  }
}
