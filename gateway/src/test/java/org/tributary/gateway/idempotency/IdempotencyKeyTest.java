package org.tributary.gateway.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.error.ApiException;

class IdempotencyKeyTest {
  private static final AccountId PAYER = new AccountId("acct_07" + "0".repeat(30));
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void absentHeader_isNoKey() {
    assertEquals(Optional.empty(), IdempotencyKey.of(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\tb", "a\nb", "caf\u00e9", "\u007f", "\ud83d\ude00"})
  void whatIsNotVisibleAscii_isRefused(String header) {
    assertRefused(header);
  }

  @Test
  void length_isBounded() {
    assertEquals("~".repeat(255), IdempotencyKey.of("~".repeat(255)).orElseThrow().text());
    assertRefused("~".repeat(256));
  }

  private static void assertRefused(String header) {
    ApiException refused = assertThrows(ApiException.class, () -> IdempotencyKey.of(header));
    assertEquals("invalid_idempotency_key", refused.body().error().code());
    assertEquals("Idempotency-Key", refused.body().error().param());
  }

  @Test
  void callId_isOfAccountAndKeyAlone() {
    AccountId other = new AccountId("acct_07" + "0".repeat(29) + "1");

    assertEquals(key("a").callId(PAYER), key("a").callId(PAYER));
    assertEquals(7, key("a").callId(PAYER).partition());
    assertNotEquals(key("a").callId(PAYER), key("b").callId(PAYER));
    assertNotEquals(key("a").callId(PAYER), key("a").callId(other));
  }

  @Test
  void attempt_isOfPathAndBodyWithANonceOfItsOwn() {
    byte[] body = "body".getBytes(StandardCharsets.UTF_8);

    assertEquals(request("/a", "body"), key("k").attempt("/a", body, RANDOM).request());
    assertNotEquals(request("/a", "body"), request("/a", "other"));
    assertNotEquals(request("/a", "body"), request("/b", "body"));
    assertNotEquals(
        key("k").attempt("/a", body, RANDOM).nonce(), key("k").attempt("/a", body, RANDOM).nonce());
  }

  private static String request(String path, String body) {
    return key("k").attempt(path, body.getBytes(StandardCharsets.UTF_8), RANDOM).request();
  }

  private static IdempotencyKey key(String text) {
    return new IdempotencyKey(text);
  }
}
