package org.tributary.gateway.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.tributary.contracts.receipt.EpochHeader;
import org.tributary.contracts.receipt.MalformedReceipt;
import org.tributary.contracts.receipt.ReceiptLines;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.gateway.local.StackFailure;

/** {@code epoch-N.ndjson}: a first line that says whose receipts these are, then one each line. */
record ReceiptsFile(Path path, EpochHeader header) implements PublishedReceipts {

  /** Throws {@link StackFailure} for what is no such file, as reading it does. */
  static ReceiptsFile open(Path path) {
    try (ReceiptLines lines = ReceiptLines.ofEpoch(Files.newInputStream(path))) {
      return new ReceiptsFile(path, lines.header());
    } catch (IOException | MalformedReceipt e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public void forEach(ObjLongConsumer<SignedReceipt> receipt) throws IOException {
    try (ReceiptLines lines = ReceiptLines.ofEpoch(Files.newInputStream(path))) {
      long place = 0;
      for (Optional<SignedReceipt> each = lines.next(); each.isPresent(); each = lines.next()) {
        receipt.accept(each.get(), place++);
      }
    } catch (MalformedReceipt e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public SignedReceipt get(long place) throws IOException {
    try (ReceiptLines lines = ReceiptLines.ofEpoch(Files.newInputStream(path))) {
      for (long before = 0; before < place; before++) {
        lines.next();
      }
      return lines.next().orElseThrow();
    }
  }

  static StackFailure unreadable(Path path, Exception why) {
    return new StackFailure("cannot read %s: %s".formatted(path, why.getMessage()), why);
  }
}
