package org.tributary.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.MalformedReceipt;
import org.tributary.contracts.receipt.ReceiptReader;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.gateway.local.StackFailure;

/** {@code epoch-N.ndjson}: a first line that says whose receipts these are, then one each line. */
record ReceiptsFile(Path path, Header header) implements PublishedReceipts {
  private static final int MAX_HEADER_CHARS = 4096;

  /** What the chain does not say by itself: where to look. */
  record Header(long epoch, long chainId, Address pool, Address registry) {}

  static ReceiptsFile open(Path path) {
    try (BufferedReader lines = Files.newBufferedReader(path)) {
      String first = lines.readLine();
      if (first == null || first.length() > MAX_HEADER_CHARS) {
        throw new StackFailure(path + " has no first line that names its epoch");
      }
      return new ReceiptsFile(path, header(path, first));
    } catch (IOException e) {
      throw new StackFailure("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void forEach(ObjLongConsumer<SignedReceipt> receipt) throws IOException {
    ReceiptReader reader = new ReceiptReader();
    try (BufferedReader lines = Files.newBufferedReader(path)) {
      lines.readLine();
      long place = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        receipt.accept(read(reader, line, place), place);
        place++;
      }
    }
  }

  @Override
  public SignedReceipt get(long place) throws IOException {
    try (Stream<String> lines = Files.lines(path)) {
      String line = lines.skip(place + 1).findFirst().orElseThrow();
      return read(new ReceiptReader(), line, place);
    }
  }

  private SignedReceipt read(ReceiptReader reader, String line, long place) {
    try {
      return reader.read(line);
    } catch (MalformedReceipt e) {
      throw new StackFailure("receipt %d of %s: %s".formatted(place, path, e.getMessage()), e);
    }
  }

  private static Header header(Path path, String line) {
    try {
      JsonNode json = new ObjectMapper().readTree(line);
      return new Header(
          Long.parseLong(json.path("epoch").asText()),
          Long.parseLong(json.path("chainId").asText()),
          new Address(json.path("pool").asText()),
          new Address(json.path("registry").asText()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new StackFailure(
          path + ": its first line does not name epoch, chainId, pool and registry", e);
    }
  }
}
