package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;

/** A node that counts a nonce as spent before it shows the receipt, as anvil does under load. */
final class LateReceiptTest {
  private static final TransactionRequest REQUEST =
      new TransactionRequest(new Address("0x" + "1".repeat(40)), "0x");
  private static final TransactionReceipt RECEIPT =
      new TransactionReceipt(Bytes32.ZERO, 7, 21_000, null, List.of());

  @Test
  void send_waitsForTheReceiptOfASpentNonce() {
    TxSender sender = TxSender.of(chain(3), SigningKey.random());
    assertEquals(RECEIPT, sender.send(REQUEST));
    assertEquals(0, sender.tend());
  }

  @Test
  void send_whenAnotherTransactionTookTheNonce_saysSo() {
    TxSender sender = TxSender.of(chain(Integer.MAX_VALUE), SigningKey.random());
    assertThrows(ChainException.Replaced.class, () -> sender.send(REQUEST));
    assertEquals(0, sender.tend());
  }

  /** The receipt is there after so many looks for it. */
  private static Chain chain(int looks) {
    AtomicInteger looked = new AtomicInteger();
    return (Chain)
        Proxy.newProxyInstance(
            Chain.class.getClassLoader(),
            new Class<?>[] {Chain.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "chainId" -> 31337L;
                  case "pendingNonce" -> 0L;
                  case "minedNonce" -> 1L;
                  case "estimateGas" -> BigInteger.valueOf(21_000);
                  case "fees" -> new Chain.Fees(BigInteger.ONE, BigInteger.TWO);
                  case "submit" -> Bytes32.ZERO;
                  case "receipt" ->
                      looked.incrementAndGet() > looks ? Optional.of(RECEIPT) : Optional.empty();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
