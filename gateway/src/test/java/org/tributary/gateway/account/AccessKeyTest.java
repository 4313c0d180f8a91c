package org.tributary.gateway.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.gateway.redis.Partition;

class AccessKeyTest {

  private static final String DIGITS = "0af0000000000000000000000000000b";
  private static final String SECRET = "A".repeat(43);

  private final Random random = new Random(1);

  @Test
  void random_namesItsAccountAndPartition() {
    AccountId account = AccountId.random(new Partition(0xa7), random);
    AccessKey key = AccessKey.random(account, random);

    assertTrue(key.reveal().matches("tb-a7[0-9a-f]{30}-[A-Za-z0-9_-]{43}"), key.reveal());
    assertEquals(account, AccessKey.parse(key.reveal()).orElseThrow().account());
    assertEquals(new Partition(0xa7), key.account().partition());
  }

  @Test
  void sha256_differsWithTheSecret() {
    AccountId account = AccountId.random(new Partition(1), random);
    AccessKey key = AccessKey.random(account, random);

    assertNotEquals(key.sha256(), AccessKey.random(account, random).sha256());
    assertEquals(key.sha256(), AccessKey.parse(key.reveal()).orElseThrow().sha256());
  }

  @Test
  void toString_hidesTheSecret() {
    AccessKey key = AccessKey.random(AccountId.random(new Partition(1), random), random);
    String secret = key.reveal().substring(key.reveal().length() - 43);

    assertFalse(key.toString().contains(secret));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tb-",
        "sk-" + DIGITS + "-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "tb-" + DIGITS,
        "tb-" + DIGITS + "-short",
        "tb-0AF0000000000000000000000000000B-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "tb-" + DIGITS + "-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "tb-" + DIGITS + "-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+"
      })
  void parse_refusesOtherForms(String text) {
    assertTrue(AccessKey.parse(text).isEmpty());
  }

  @Test
  void parse_acceptsTheForm() {
    assertEquals(
        "acct_" + DIGITS,
        AccessKey.parse("tb-" + DIGITS + "-" + SECRET).orElseThrow().account().text());
  }
}
