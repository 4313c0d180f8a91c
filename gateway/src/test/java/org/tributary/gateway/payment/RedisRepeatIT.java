package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

@ExtendWith(RealRedis.class)
class RedisRepeatIT extends RepeatContract {
  private final Redis redis;

  RedisRepeatIT(Redis redis) {
    this.redis = redis;
  }

  @Override
  LedgerSubject newSubject() {
    return new RedisLedgerSubject(redis);
  }

  @Test
  void callWhoseAnswerIsForgotten_isStillNotChargedAgain() {
    Attempt attempt = new Attempt("request", "first");
    ledger.charge(
        reserved(attempt), Calls.written(40), Ending.COMPLETE, new AnswerPart(0, "answer"));
    // As after its time to live.
    redis.commands().del(CallKeys.answer(call.callId()));

    assertEquals(new ReserveOutcome.Answered(40), reserve(new Attempt("request", "second")));
    assertEquals(List.of(), ledger.answer(call.callId()).orElseThrow().parts());
    assertEquals(40, subject.state(channel).charged());
  }

  @Test
  void everythingKept_ends() {
    Reservation first = reserved(new Attempt("request", "first"));
    ledger.renew(first, Calls.written(1), new AnswerPart(0, "a"));
    assertTrue(redis.commands().pttl(CallKeys.answer(call.callId())) > 0);
    assertEquals(-1, redis.commands().pttl(CallKeys.call(call.callId())));
    ledger.release(first);
    assertTrue(redis.commands().pttl(CallKeys.call(call.callId())) > 0);

    Reservation second = reserved(new Attempt("request", "second"));
    assertEquals(-1, redis.commands().pttl(CallKeys.call(call.callId())));
    assertEquals(0, redis.commands().exists(CallKeys.answer(call.callId())));
    ledger.charge(second, Calls.written(1), Ending.COMPLETE, new AnswerPart(0, "b"));
    assertEquals(0, redis.commands().exists(CallKeys.call(call.callId())));
    assertTrue(redis.commands().pttl(CallKeys.answer(call.callId())) > 0);
  }
}
