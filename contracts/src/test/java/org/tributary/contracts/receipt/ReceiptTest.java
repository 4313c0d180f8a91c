package org.tributary.contracts.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;

class ReceiptTest {
  private static final Domain DOMAIN = Receipt.domain(31337, SampleReceipts.address(9));

  @Test
  void digest_isTheTypedDataHash() {
    // Made with viem's hashTypedData from the published JSON of the same receipt.
    assertEquals(
        "0x0dadea51bd8898e9e65371673da298573a81d13cf5806d86b1d149187d5160d5",
        SampleReceipts.receipt(1).digest(DOMAIN).text());
  }

  @Test
  void signer_isWhoSignedForThisDomainOnly() {
    SigningKey gateway = SigningKey.random();
    SignedReceipt signed = SampleReceipts.receipt(1).sign(gateway, DOMAIN);
    assertEquals(Optional.of(gateway.address()), signed.signer(DOMAIN));
    assertNotEquals(
        Optional.of(gateway.address()),
        signed.signer(Receipt.domain(31337, SampleReceipts.address(10))));
  }

  @Test
  void receipt_refusesTooManyParties() {
    Receipt right = SampleReceipts.receipt(1);
    List<Share> many = Collections.nCopies(Receipt.MAX_SHARES + 1, right.split().getFirst());
    assertThrows(
        IllegalArgumentException.class, () -> SampleReceipts.with(right, right.to(), many));
  }

  @Test
  void callId_carriesItsPartition() {
    CallId id = CallId.random(0xab, new Random(1));
    assertEquals(0xab, id.partition());
    assertEquals("call_ab", id.text().substring(0, 7));
    assertEquals("0x" + id.text().substring(5) + "0".repeat(32), id.word().text());
    assertThrows(IllegalArgumentException.class, () -> new CallId("call_ab"));
  }

  /** An epoch of 100 000 receipts with 9 shares each has to be hashed in a few seconds. */
  @Test
  void digest_isFast() {
    List<Receipt> receipts = IntStream.range(0, 2_000).mapToObj(SampleReceipts::receipt).toList();
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long began = clock.getCurrentThreadCpuTime();
      for (Receipt each : receipts) {
        assertEquals(66, each.digest(DOMAIN).text().length());
      }
      best = Math.min(best, (clock.getCurrentThreadCpuTime() - began) / 1e3 / receipts.size());
    }
    System.out.printf("digest of a receipt with 9 shares: %.1f µs%n", best);
    assertTrue(best < 100, "µs: " + best);
  }
}
