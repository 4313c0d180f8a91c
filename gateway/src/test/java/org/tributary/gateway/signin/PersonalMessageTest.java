package org.tributary.gateway.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PersonalMessageTest {

  /** As web3.js documents {@code hashMessage}. */
  @Test
  void digest_isWhatWalletsSign() {
    assertEquals(
        "0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2",
        PersonalMessage.digest("Hello World").text());
  }
}
