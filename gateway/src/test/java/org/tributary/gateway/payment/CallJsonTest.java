package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;

class CallJsonTest {

  private final CallJson json = new CallJson();
  private final ChannelId channel = Calls.channel(7, 1);
  private final CallContext call =
      Calls.call(channel, new AccountId("acct_07" + "0".repeat(30)), new Random(1));

  @Test
  void context_comesBackAsItWas() {
    assertEquals(call, json.read(json.write(call), CallContext.class));
  }

  @Test
  void body_comesBackAsItWas() {
    Delivery delivery = Calls.written(41);
    CallJson.Body body =
        new CallJson.Body(call, delivery, Ending.PARTIAL, call.split(41, delivery));

    assertEquals(body, json.read(json.write(body), CallJson.Body.class));
  }

  @Test
  void context_keepsItsMoneyInOnePartition() {
    AccountId elsewhere = new AccountId("acct_08" + "0".repeat(30));

    assertThrows(
        IllegalArgumentException.class, () -> Calls.call(channel, elsewhere, new Random(1)));
  }
}
