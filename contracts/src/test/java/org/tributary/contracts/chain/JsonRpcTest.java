package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** What is said of a node that cannot be asked. */
class JsonRpcTest {
  @Test
  void message_showsNoAccessKeyOfTheNodesProvider() {
    URI url = URI.create("http://127.0.0.1:1/v3/an-access-key?key=another");
    ChainException.Unreachable away =
        assertThrows(ChainException.Unreachable.class, () -> Chain.connect(url));
    assertEquals("no answer to eth_chainId from http://127.0.0.1:1", away.getMessage());
  }
}
