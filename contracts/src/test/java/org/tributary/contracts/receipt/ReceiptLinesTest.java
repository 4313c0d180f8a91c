package org.tributary.contracts.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochRoots;

class ReceiptLinesTest {
  private static final EpochHeader HEADER =
      new EpochHeader(
          7,
          31337,
          SampleReceipts.address(9),
          SampleReceipts.address(10),
          new EpochRoots(
              SampleReceipts.word(1),
              12,
              BigInteger.TWO.pow(128).subtract(BigInteger.ONE),
              SampleReceipts.word(2)),
          40);
  private static final List<SignedReceipt> SIGNED = signed();

  @Test
  void aFile_isReadAsItWasWritten() throws IOException {
    String lines = SIGNED.stream().map(ReceiptWriter::write).collect(Collectors.joining("\n"));
    for (String end : List.of("", "\n")) {
      try (ReceiptLines file = open(HEADER.write() + "\n" + lines + end)) {
        assertEquals(HEADER, file.header());
        List<SignedReceipt> read = new ArrayList<>();
        for (Optional<SignedReceipt> next = file.next(); next.isPresent(); next = file.next()) {
          read.add(next.get());
        }
        assertEquals(SIGNED, read);
      }
    }
  }

  @Test
  void whatIsNoReceipt_isNamedByItsPlace() throws IOException {
    String first = ReceiptWriter.write(SIGNED.getFirst());
    try (ReceiptLines file = open(HEADER.write() + "\n" + first + "\n{}\n")) {
      assertTrue(file.next().isPresent());
      refuses("receipt 1: ", file);
    }
    try (ReceiptLines file = open(HEADER.write() + "\n" + "x".repeat(100_000))) {
      refuses("receipt 0: longer than any receipt", file);
    }
  }

  @Test
  void aFileWithoutAHeader_isRefused() {
    String header = HEADER.write();
    for (String text :
        List.of(
            "",
            "\n",
            "{}",
            header.replace("\"7\"", "7"),
            header.replace("\"total\":\"", "\"total\":\"-"),
            header.replace("\"total\":\"", "\"total\":\"1111111"))) {
      assertThrows(MalformedReceipt.class, () -> open(text), text);
    }
  }

  @Test
  void openReceipts_needNoHeader_andAreBoundedAlike() throws IOException {
    String lines = SIGNED.stream().map(ReceiptWriter::write).collect(Collectors.joining("\n"));
    for (String head : List.of("", HEADER.write() + "\n")) {
      try (ReceiptLines file = ReceiptLines.open(bytes(head + lines))) {
        for (SignedReceipt each : SIGNED) {
          assertEquals(each, file.next().orElseThrow());
        }
        assertEquals(Optional.empty(), file.next());
      }
    }
    assertEquals(Optional.empty(), ReceiptLines.open(bytes("")).next());
    refuses("receipt 0: ", ReceiptLines.open(bytes("{}\n")));
    assertThrows(MalformedReceipt.class, () -> ReceiptLines.open(bytes("x".repeat(100_000))));
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refuses(String why, ReceiptLines file) {
    String said = String.valueOf(assertThrows(MalformedReceipt.class, file::next).getMessage());
    assertTrue(said.startsWith(why), said);
  }

  private static ReceiptLines open(String text) throws IOException {
    return ReceiptLines.ofEpoch(bytes(text));
  }

  private static List<SignedReceipt> signed() {
    SigningKey key = SigningKey.random();
    return IntStream.range(0, 40)
        .mapToObj(i -> SampleReceipts.receipt(i).sign(key, HEADER.domain()))
        .toList();
  }
}
