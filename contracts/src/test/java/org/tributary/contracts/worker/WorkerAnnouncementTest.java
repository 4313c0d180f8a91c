package org.tributary.contracts.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;

class WorkerAnnouncementTest {
  private static final Instant TIME = Instant.ofEpochMilli(1_790_000_000_123L);

  @Test
  void digest_isTheTypedDataHash() {
    // Made with viem from the same fields.
    Address worker = new Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    assertEquals(
        "0x11ecc7c87e99b3c28b000bf239b35af8747e0db209e6a10fa1125f34f101bc06",
        announcement(worker, "http://127.0.0.1:8501").digest().text());
  }

  @Test
  void isAuthentic_onlyUnchanged() {
    SigningKey key = SigningKey.random();
    SignedAnnouncement signed = announcement(key.address(), "http://127.0.0.1:8501").sign(key);
    assertTrue(signed.isAuthentic());
    WorkerAnnouncement moved = announcement(key.address(), "http://127.0.0.1:6666");
    assertFalse(new SignedAnnouncement(moved, signed.signature()).isAuthentic());
  }

  @Test
  void sign_refusesAnotherWorkersKey() {
    WorkerAnnouncement others = announcement(SigningKey.random().address(), "http://127.0.0.1:1");
    assertThrows(IllegalArgumentException.class, () -> others.sign(SigningKey.random()));
  }

  private static WorkerAnnouncement announcement(Address worker, String endpoint) {
    return new WorkerAnnouncement(
        worker,
        endpoint,
        List.of(new ServedModel("brook-8m", word(77)), new ServedModel("é", word(78))),
        8,
        "bf16-amx-8x1",
        TIME);
  }

  private static Bytes32 word(int n) {
    return Bytes32.of(BigInteger.valueOf(n));
  }
}
