package org.tributary.gateway.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class AccountIdTest {
  private static final AccountId ACCOUNT = AccountId.ofDigits("0123456789abcdef".repeat(2));

  /** From {@code printf acct_0123… | sha256sum}. */
  @Test
  void pseudonym_isTheBeginningOfADigest() {
    assertEquals("11141ae12798b30d", ACCOUNT.pseudonym());
    assertNotEquals(ACCOUNT.pseudonym(), AccountId.ofDigits("1".repeat(32)).pseudonym());
  }
}
