package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.receipt.Share;
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
  void context_ofAVouchersCall_comesBackAsItWas() {
    CallContext voucher = Calls.paidBy(call, null);
    assertEquals(voucher, json.read(json.write(voucher), CallContext.class));
  }

  @Test
  void context_isNotMistakenForAnotherOfTheSameModel() {
    json.write(call);
    CallContext other = Calls.begunAt(call, call.startedAt().plusNanos(1));
    assertEquals(other, json.read(json.write(other), CallContext.class));
  }

  @Test
  void whatACallLeaves_comesBackAsItWas() {
    Delivery delivery = Calls.written(41);
    List<Share> split = call.split(41, delivery);

    assertEquals(delivery, json.read(json.write(delivery), Delivery.class));
    assertEquals(split, List.of(json.read(json.write(split), Share[].class)));
  }

  @Test
  void context_keepsItsMoneyInOnePartition() {
    AccountId elsewhere = new AccountId("acct_08" + "0".repeat(30));

    assertThrows(
        IllegalArgumentException.class, () -> Calls.call(channel, elsewhere, new Random(1)));
  }
}
