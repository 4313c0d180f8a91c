package org.tributary.gateway.audit;

import java.io.IOException;
import org.tributary.contracts.receipt.SignedReceipt;

/** The receipts of an epoch, any of which can be shown to the arbiter. */
interface PublishedReceipts extends ReceiptRow {

  /** One of them again. */
  SignedReceipt get(long place) throws IOException;
}
