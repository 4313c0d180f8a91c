package org.tributary.contracts.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelId;

class ReceiptTest {
  private static final Domain DOMAIN = Receipt.domain(31337, address(9));
  private static final AssetId MODEL = new AssetId(3);

  @Test
  void digest_isTheTypedDataHash() {
    // Made with viem from the same fields.
    assertEquals(
        "0x77608b88f348ef0e830c3edbf6bd2ac6b30dca9a74374c46c94d1a9db2913648",
        receipt(41, split()).digest(DOMAIN).text());
  }

  @Test
  void isAuthentic_onlyForWhatWasSigned() {
    SigningKey gateway = SigningKey.random();
    SignedReceipt signed = receipt(41, split()).sign(gateway, DOMAIN);
    assertTrue(signed.isAuthentic(DOMAIN));
    assertFalse(signed.isAuthentic(Receipt.domain(31337, address(10))));
    SignedReceipt posed =
        new SignedReceipt(signed.receipt(), SigningKey.random().address(), signed.signature());
    assertFalse(posed.isAuthentic(DOMAIN));
  }

  @Test
  void receipt_refusesAChargeThatDoesNotAddUp() {
    assertThrows(IllegalArgumentException.class, () -> receipt(42, split()));
    assertThrows(IllegalArgumentException.class, () -> receipt(41, split().subList(0, 2)));
  }

  @Test
  void callId_carriesItsPartition() {
    CallId id = CallId.random(0xab, new Random(1));
    assertEquals(0xab, id.partition());
    assertEquals("call_ab", id.text().substring(0, 7));
    assertEquals("0x" + id.text().substring(5) + "0".repeat(32), id.word().text());
    assertThrows(IllegalArgumentException.class, () -> new CallId("call_ab"));
  }

  private static List<Share> split() {
    return Split.of(
        41,
        new Split.Terms(500, 6000),
        address(10),
        address(11),
        new Split.Party(Share.Role.MODEL, MODEL, address(12)),
        List.of());
  }

  private static Receipt receipt(long charge, List<Share> split) {
    return new Receipt(
        new CallId("call_000102030405060708090a0b0c0d0e0f"),
        MODEL,
        word(77),
        address(8),
        ChannelId.parse("0x5b59dd316744eef4222d86f0a90ac212ae03027d4493e90a08fed75cf45e5d82"),
        100,
        100 + charge,
        10,
        20,
        1_000_000,
        1_550_000,
        charge,
        split,
        Instant.ofEpochMilli(1_790_000_000_123L));
  }

  private static Bytes32 word(int n) {
    return Bytes32.of(BigInteger.valueOf(n));
  }

  private static Address address(int n) {
    return new Address("0x%040x".formatted(n));
  }
}
