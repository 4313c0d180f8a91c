package org.tributary.gateway.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.tributary.contracts.receipt.MalformedReceipt;
import org.tributary.contracts.receipt.ReceiptReader;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.gateway.local.StackFailure;

/**
 * {@code open.ndjson}: receipts that are in no epoch, one each line. Also of an epoch that was
 * published and never posted, whose first line names it.
 *
 * @param takes is asked once of each in every pass, in order; the others are passed over
 */
record OpenReceipts(Path path, Predicate<SignedReceipt> takes) implements PublishedReceipts {

  @Override
  public void forEach(ObjLongConsumer<SignedReceipt> receipt) throws IOException {
    ReceiptReader reader = new ReceiptReader();
    try (BufferedReader lines = Files.newBufferedReader(path)) {
      long place = 0;
      String line = lines.readLine();
      if (line != null && line.startsWith("{\"epoch\"")) {
        line = lines.readLine();
      }
      for (; line != null; line = lines.readLine()) {
        SignedReceipt signed = read(reader, line, place);
        if (takes.test(signed)) {
          receipt.accept(signed, place++);
        }
      }
    }
  }

  @Override
  public SignedReceipt get(long place) {
    throw new UnsupportedOperationException("an epoch that is only being made is not proven wrong");
  }

  private SignedReceipt read(ReceiptReader reader, String line, long place) {
    try {
      return reader.read(line);
    } catch (MalformedReceipt e) {
      throw new StackFailure("%s, behind receipt %d: %s".formatted(path, place, e.getMessage()), e);
    }
  }
}
