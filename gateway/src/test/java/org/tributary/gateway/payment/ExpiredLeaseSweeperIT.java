package org.tributary.gateway.payment;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

@ExtendWith(RealRedis.class)
class ExpiredLeaseSweeperIT {

  private final ChannelId channel = Calls.channel(0x21, 1);

  @Test
  void sweep_endsTheCallsOfAGatewayThatIsGone(Redis redis, URI uri) {
    // Leases of a clock that stands in the past have long expired for the gateway started below.
    RedisLedgerSubject gone = new RedisLedgerSubject(redis);
    gone.openChannel(channel, 1_000);
    AccountId account = gone.openAccount(channel, null);
    Reservation call =
        assertInstanceOf(
                ReserveOutcome.Reserved.class,
                gone.ledger()
                    .reserve(Calls.reserve(Calls.call(channel, account, new Random(1)), 100)))
            .reservation();
    gone.ledger().renew(call, Calls.written(41));

    try (ApplicationContext gateway =
        ApplicationContext.run(
            Map.of(
                "tributary.redis.uri", uri.toString(), "tributary.payment.sweep-every", "20ms"))) {
      await().until(() -> gone.ledger().charged(call.callId()).isPresent());
    }
    assertEquals(new LedgerState.OfChannel(1_000, 959, 0, 41), gone.state(channel));
  }
}
