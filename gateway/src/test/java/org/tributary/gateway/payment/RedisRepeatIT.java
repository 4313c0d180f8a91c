package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
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

  /** A worker may send far more than anybody pays for: it is not kept. */
  @Test
  void answer_isKeptUpToWhatWasPaidFor() {
    Reservation first = reserved(new Attempt("request", "first"));
    int one = (int) Calls.written(1).keptCharacters();
    int another = (int) Calls.written(2).keptCharacters() - one;
    ledger.renew(first, Calls.written(1), new AnswerPart(0, "a".repeat(one)));
    assertEquals(List.of(one), kept());
    ledger.renew(first, Calls.written(2), new AnswerPart(1, "b".repeat(another)));
    assertEquals(List.of(one, another), kept());
    ledger.renew(first, Calls.written(2), new AnswerPart(1, "b".repeat(another + 1)));
    assertEquals(List.of(AnswerPart.TOO_LONG.length()), kept());
    ledger.charge(first, Calls.written(2), Ending.COMPLETE, new AnswerPart(2, "c"));
    assertTrue(ledger.answer(call.callId()).orElseThrow().parts().contains(AnswerPart.TOO_LONG));
  }

  /** How long each part is. */
  private List<Integer> kept() {
    return new TreeMap<>(redis.commands().hgetall(CallKeys.answer(call.callId())))
        .values().stream().map(String::length).toList();
  }

  /** Whoever pays for nothing leaves nothing behind for long. */
  @Test
  void releasedCallThatNobodyRepeats_isForgottenInMinutes() {
    CallContext once = Calls.call(call.channel(), call.account(), new Random(9));
    Reservation held =
        assertInstanceOf(ReserveOutcome.Reserved.class, ledger.reserve(Calls.reserve(once, 10)))
            .reservation();
    ledger.release(held);

    long left = redis.commands().pttl(CallKeys.call(once.callId()));
    assertTrue(left > 0 && left <= Duration.ofMinutes(5).toMillis(), left + " ms");
  }
}
