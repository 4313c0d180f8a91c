package org.tributary.gateway.audit;

import java.io.IOException;
import java.util.function.ObjLongConsumer;
import org.tributary.contracts.receipt.SignedReceipt;

/** Receipts in the order of an epoch's tree; too many to be held. */
interface ReceiptRow {

  /** Each with its place. */
  void forEach(ObjLongConsumer<SignedReceipt> receipt) throws IOException;
}
