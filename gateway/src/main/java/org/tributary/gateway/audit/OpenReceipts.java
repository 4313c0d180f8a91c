package org.tributary.gateway.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.tributary.contracts.receipt.MalformedReceipt;
import org.tributary.contracts.receipt.ReceiptLines;
import org.tributary.contracts.receipt.SignedReceipt;

/**
 * {@code open.ndjson}: receipts that are in no epoch, one each line. Also of an epoch that was
 * published and never posted, whose first line names it.
 *
 * @param takes is asked once of each in every pass, in order; the others are passed over
 */
record OpenReceipts(Path path, Predicate<SignedReceipt> takes) implements ReceiptRow {

  @Override
  public void forEach(ObjLongConsumer<SignedReceipt> receipt) throws IOException {
    try (ReceiptLines lines = ReceiptLines.open(Files.newInputStream(path))) {
      long place = 0;
      for (Optional<SignedReceipt> each = lines.next(); each.isPresent(); each = lines.next()) {
        if (takes.test(each.get())) {
          receipt.accept(each.get(), place++);
        }
      }
    } catch (MalformedReceipt e) {
      throw ReceiptsFile.unreadable(path, e);
    }
  }
}
