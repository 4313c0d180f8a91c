package org.tributary.gateway.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.receipt.PlacedReceipt;

/** An epoch's receipts and their tree, for proofs. */
record PlacedReceipts(PublishedReceipts receipts, MerkleList tree) {

  /** One with the proof of its place. */
  PlacedReceipt at(long place) {
    try {
      return new PlacedReceipt(receipts.get(place).receipt(), tree.proof(Math.toIntExact(place)));
    } catch (IOException e) {
      throw new UncheckedIOException("the receipts cannot be read again", e);
    }
  }
}
