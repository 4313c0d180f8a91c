package org.tributary.gateway.audit;

import java.io.IOException;
import java.util.function.ObjLongConsumer;
import org.tributary.contracts.receipt.SignedReceipt;

/** The receipts of an epoch in the order of their tree; too many to be held. */
interface PublishedReceipts {

  /** Each with its place. */
  void forEach(ObjLongConsumer<SignedReceipt> receipt) throws IOException;

  /** One of them again. */
  SignedReceipt get(long place) throws IOException;
}
