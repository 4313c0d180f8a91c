package org.tributary.gateway.x402;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Signature;

/** Whatever bytes a header has, it is a payment or it is refused by name. */
class PaymentReaderTest {
  private static final String ADDRESS = "0x" + "11".repeat(20);
  private static final String HASH = "0x" + "22".repeat(32);
  private static final String SIGNATURE = "0x" + "33".repeat(64) + "1b";
  private static final String VOUCHER =
      """
      {"x402Version":2,"resource":{"url":"http://x"},"extensions":{"more":[1]},
       "accepted":{"scheme":"batch-settlement","network":"eip155:31337","amount":"54",
        "asset":"ADDRESS","payTo":"ADDRESS","maxTimeoutSeconds":60,"extra":{"name":"DevUSD"}},
       "payload":{"type":"voucher","channelConfig":{"payer":"ADDRESS","payerAuthorizer":"ADDRESS",
        "receiver":"ADDRESS","receiverAuthorizer":"ADDRESS","token":"ADDRESS","withdrawDelay":900,
        "salt":"HASH"},
        "voucher":{"channelId":"HASH","maxClaimableAmount":"154","signature":"SIGNED"}}}
      """
          .replace("ADDRESS", ADDRESS)
          .replace("HASH", HASH)
          .replace("SIGNED", SIGNATURE);
  private static final String DEPOSIT =
      VOUCHER
          .replace("\"voucher\",\"channelConfig\"", "\"deposit\",\"channelConfig\"")
          .replace(
              "\"payload\":{",
              """
              "payload":{"deposit":{"amount":"10000","authorization":{"erc3009Authorization":
               {"validAfter":"0","validBefore":"1790000000","salt":"%s","signature":"%s"}}},
              """
                  .formatted(HASH, SIGNATURE));

  @Test
  void voucher_isRead() {
    WalletPayment payment = read(VOUCHER);

    assertEquals(new WalletPayment.Spend(), payment.action());
    assertEquals(154, payment.maxClaimable());
    assertEquals(100, payment.countedByPayer());
    assertEquals(new Signature(SIGNATURE), payment.voucher().signature());
  }

  @Test
  void deposit_isRead() {
    assertEquals(10_000, read(DEPOSIT).deposited());
  }

  @Test
  void refund_isRead() {
    String refund = VOUCHER.replace("\"type\":\"voucher\"", "\"type\":\"refund\",\"amount\":\"7\"");

    WalletPayment.Refund action = (WalletPayment.Refund) read(refund).action();
    assertEquals(7, action.amount().orElseThrow());
    assertRefused(PaymentFault.REFUND_AMOUNT_INVALID, refund.replace("\"7\"", "\"0\""));
  }

  @Test
  void header_isBoundedAndBase64OfOneObject() {
    assertFault(PaymentFault.HEADER_TOO_LARGE, "A".repeat(PaymentReader.MAX_CHARS + 1));
    for (String header : List.of("", "!", "e30", "e30=e30=", "eyJ4\n", "____", "/////w==")) {
      assertFault(PaymentFault.MALFORMED, header);
    }
    for (String json : List.of("[]", "1", "null", "\"x\"", "{", "{}", "{} {}", "{\"a\":}")) {
      assertRefused(PaymentFault.MALFORMED, json);
    }
    assertRefused(PaymentFault.MALFORMED, "[".repeat(1_000));
    assertRefused(PaymentFault.MALFORMED, VOUCHER + "1");
  }

  @Test
  void duplicateKeys_areRefused() {
    for (String twice : List.of("\"amount\":\"54\"", "\"x402Version\":2", "\"type\":\"voucher\"")) {
      assertRefused(PaymentFault.MALFORMED, VOUCHER.replace(twice, twice + "," + twice));
    }
  }

  @Test
  void versionsAndSchemes_areTold() {
    assertRefused(
        PaymentFault.VERSION_UNSUPPORTED,
        VOUCHER.replace("\"x402Version\":2", "\"x402Version\":1"));
    assertRefused(PaymentFault.SCHEME_UNSUPPORTED, VOUCHER.replace("batch-settlement", "exact"));
    assertRefused(
        PaymentFault.PAYLOAD_TYPE, VOUCHER.replace("\"type\":\"voucher\"", "\"type\":\"settle\""));
    assertRefused(
        PaymentFault.TRANSFER_UNSUPPORTED,
        DEPOSIT.replace("erc3009Authorization", "permit2Authorization"));
  }

  @Test
  void amounts_areBoundedDecimals() {
    for (String above : List.of("9223372036854775808", "340282366920938463463374607431768211456")) {
      assertRefused(PaymentFault.AMOUNT_OUT_OF_RANGE, VOUCHER.replace("\"154\"", quoted(above)));
      assertRefused(PaymentFault.AMOUNT_OUT_OF_RANGE, VOUCHER.replace("\"54\"", quoted(above)));
      assertRefused(PaymentFault.AMOUNT_OUT_OF_RANGE, DEPOSIT.replace("\"10000\"", quoted(above)));
    }
    for (String bad : List.of("-1", "01", "1e3", "1.0", " 1", "", "0x1", "9".repeat(100))) {
      assertRefused(PaymentFault.MALFORMED, VOUCHER.replace("\"154\"", quoted(bad)));
    }
    assertRefused(PaymentFault.MALFORMED, VOUCHER.replace("\"154\"", "154"));
  }

  @Test
  void channelConfig_isChecked() {
    assertRefused(PaymentFault.DELAY_MISMATCH, VOUCHER.replace(":900,", ":899,"));
    assertRefused(PaymentFault.DELAY_MISMATCH, VOUCHER.replace(":900,", ":2147483647,"));
    assertRefused(PaymentFault.MALFORMED, VOUCHER.replace(":900,", ":-1,"));
    assertRefused(PaymentFault.MALFORMED, VOUCHER.replace(":900,", ":900.5,"));
    assertRefused(
        PaymentFault.PARTY_MISSING,
        VOUCHER.replace(
            "\"payerAuthorizer\":\"" + ADDRESS, "\"payerAuthorizer\":\"0x" + "0".repeat(40)));
    assertRefused(PaymentFault.MALFORMED, VOUCHER.replace(SIGNATURE, "0x1234"));
    assertRefused(PaymentFault.MALFORMED, VOUCHER.replace(HASH, "0x22"));
  }

  @Property(tries = 2_000)
  void anyBytes_areRefusedByName(@ForAll byte[] bytes) {
    assertOnlyRefused(Base64.getEncoder().encodeToString(bytes));
  }

  @Property(tries = 1_000)
  void anyText_isRefusedByName(@ForAll String header) {
    assertOnlyRefused(header);
  }

  /** Near misses go deeper than noise does. */
  @Property(tries = 5_000)
  void anyMutation_isReadOrRefusedByName(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = (random.nextBoolean() ? DEPOSIT : VOUCHER).getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : bytes[random.nextInt(at + 1)];
    }
    assertOnlyRefused(Base64.getEncoder().encodeToString(bytes));
  }

  private static void assertOnlyRefused(String header) {
    try {
      WalletPayment payment = PaymentReader.read(header);
      assertTrue(payment.maxClaimable() >= 0);
    } catch (PaymentRefused refused) {
      assertTrue(refused.fault().status().getCode() / 100 == 4, refused.fault().code());
    }
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static WalletPayment read(String json) {
    return PaymentReader.read(base64(json));
  }

  private static void assertRefused(PaymentFault fault, String json) {
    assertFault(fault, base64(json));
  }

  private static void assertFault(PaymentFault fault, String header) {
    assertEquals(
        fault,
        assertThrows(PaymentRefused.class, () -> PaymentReader.read(header)).fault(),
        header);
  }

  private static String base64(String json) {
    return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
