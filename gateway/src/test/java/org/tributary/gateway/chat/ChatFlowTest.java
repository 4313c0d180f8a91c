package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.gateway.chat.ScriptedWorkers.die;
import static org.tributary.gateway.chat.ScriptedWorkers.done;
import static org.tributary.gateway.chat.ScriptedWorkers.fail;
import static org.tributary.gateway.chat.ScriptedWorkers.hang;
import static org.tributary.gateway.chat.ScriptedWorkers.say;

import io.micronaut.http.HttpStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.relay.WorkerFailure;
import org.tributary.gateway.relay.WorkerRefusal;
import org.tributary.models.openai.ErrorBody;

/** Every way a call can end; each charges or releases exactly once, and tells the client once. */
@Timeout(30)
class ChatFlowTest {
  private final FlowBench bench = new FlowBench();
  private final FakeLedger ledger = bench.ledger;

  @AfterEach
  void noWorkerIsLeftRunning() {
    assertEquals(0, bench.workers.open.get());
  }

  @Test
  void done_isChargedInFull() {
    bench.worker(
        1,
        say(Chunks.text("Hel", 4, 1)),
        say(Chunks.text("lo", 4, 2)),
        say(Chunks.last(4, 2)),
        done());
    FakeClient client = serve(true);

    assertEquals("Hello", client.text.toString());
    assertCharged(Ending.COMPLETE, Usage.ofText(4, 2));
    assertEquals("8", client.usage == null ? null : client.usage.cost());
    assertEquals(List.of("finished"), client.told);
  }

  @Test
  void done_sendsTheQuotedCeilingToTheWorker() {
    bench.worker(1, say(Chunks.last(4, 0)), done());
    serve(false);

    assertEquals(8, bench.workers.requests.getFirst().maxAnswer());
    assertTrue(bench.workers.requests.getFirst().streams());
  }

  @Test
  void workerDiesBeforeItsFirst_theNextOneAnswers() {
    for (int i = 1; i <= 2; i++) {
      bench.worker(i, diesOnce(say(Chunks.text("yes", 3, 1)), say(Chunks.last(3, 1)), done()));
    }
    FakeClient client = serve(true);

    assertEquals("yes", client.text.toString());
    assertCharged(Ending.COMPLETE, Usage.ofText(3, 1));
    assertEquals(2, bench.workers.requests.size());
  }

  @Test
  void failover_neverAsksTheSameWorkerTwice() {
    bench.worker(1, die());
    FakeClient client = serve(true);

    assertEquals(1, bench.workers.requests.size());
    assertReleased(client, "worker_failed");
  }

  @Test
  void failover_endsAtTheLimitOfAttempts() {
    for (int i = 1; i <= 5; i++) {
      bench.worker(i, die());
    }
    FakeClient client = serve(true);

    assertEquals(FlowBench.CONFIG.maxAttempts(), bench.workers.requests.size());
    assertReleased(client, "worker_failed");
  }

  @Test
  void workerThatOnlyOpened_isReplaced() {
    // A role without text has not left: the second worker starts the answer afresh.
    bench.worker(
        1,
        diesOnce(say(Chunks.opening()), say(Chunks.plain("A")), say(Chunks.plainLast()), done()));
    bench.worker(
        2,
        diesOnce(say(Chunks.opening()), say(Chunks.plain("A")), say(Chunks.plainLast()), done()));
    FakeClient client = serve(true);

    assertEquals("A", client.text.toString());
    assertCharged(Ending.COMPLETE, Usage.ofText(0, 1));
  }

  @Test
  void workerDiesAfterPartWasDelivered_thatPartIsCharged() {
    bench.worker(1, say(Chunks.text("a", 4, 1)), say(Chunks.text("b", 4, 2)), die());
    bench.worker(2, say(Chunks.text("a", 4, 1)), say(Chunks.text("b", 4, 2)), die());
    FakeClient client = serve(true);

    assertEquals(1, bench.workers.requests.size());
    assertCharged(Ending.PARTIAL, Usage.ofText(4, 2));
    assertEquals(List.of("failed"), client.told);
    assertEquals("answer_cut", client.code());
  }

  @Test
  void workerEndsWithoutFinishReason_isCut() {
    bench.worker(1, say(Chunks.text("a", 4, 1)), done());
    FakeClient client = serve(true);

    assertCharged(Ending.PARTIAL, Usage.ofText(4, 1));
    assertEquals("answer_cut", client.code());
  }

  @Test
  void workerThatNeverEnds_isCut() {
    ScriptedWorkers.Step[] endless = new ScriptedWorkers.Step[1_000];
    java.util.Arrays.setAll(endless, i -> say(Chunks.text("x", 4, i)));
    bench.worker(1, endless);
    FakeClient client = serve(true);

    assertCharged(Ending.PARTIAL, Usage.ofText(4, 8));
    assertEquals(2 * 8 + 64, client.deliveries);
  }

  @Test
  void noWorker_isReleased() {
    assertReleased(serve(true), "no_worker");
  }

  @Test
  void refusalByTheWorker_isPassedOnAndReleased() {
    bench.worker(1, fail(refusal()));
    bench.worker(2, fail(refusal()));
    FakeClient client = serve(true);

    assertEquals(1, bench.workers.requests.size());
    assertReleased(client, "context_length_exceeded");
  }

  @Test
  void clientLeavesInTheMiddle_paysForWhatItGot() {
    bench.worker(1, say(Chunks.text("a", 4, 1)), say(Chunks.text("b", 4, 2)), hang());
    FakeClient client = new FakeClient(true);
    client.leavesBefore = 1;
    bench.serve(client);

    assertCharged(Ending.PARTIAL, Usage.ofText(4, 1));
  }

  @Test
  void clientLeavesWhileTheWorkerIsSilent_paysForWhatItGot() {
    FakeClient client = new FakeClient(true);
    bench.worker(
        1,
        say(Chunks.text("a", 4, 1)),
        () -> {
          Thread.ofVirtual().start(client::leave);
          return hang().take();
        });
    bench.serve(client);

    assertCharged(Ending.PARTIAL, Usage.ofText(4, 1));
  }

  @Test
  void clientLeavesBeforeTheFirst_paysNothing() {
    FakeClient client = new FakeClient(true);
    bench.worker(
        1,
        () -> {
          Thread.ofVirtual().start(client::leave);
          return hang().take();
        });
    bench.serve(client);

    assertReleased(client, "answer_cut");
    assertEquals(1, bench.workers.requests.size());
  }

  @Test
  void leaseLost_stopsTheRelayAndChargesNothingHere() {
    bench.worker(
        1,
        say(Chunks.text("a", 4, 1)),
        () -> {
          ledger.checkpointed.await();
          ledger.leaseLost = true;
          return hang().take();
        });
    FakeClient client = serve(true);

    assertEquals(0, ledger.ended());
    assertEquals("answer_cut", client.code());
  }

  @Test
  void leaseLostAtTheEnd_isNotSeenAsComplete() {
    bench.worker(
        1,
        say(Chunks.text("a", 4, 1)),
        () -> {
          ledger.leaseLost = true;
          return Chunks.last(4, 1);
        },
        done());
    FakeClient client = serve(true);

    assertEquals(0, ledger.ended());
    assertEquals(List.of("failed"), client.told);
  }

  @Test
  void leaseThatCannotBeKept_isReleased() {
    bench.worker(1, say(Chunks.last(4, 1)), done());
    bench.leaseClock = new BrokenClock();

    assertReleased(serve(true), "answer_cut");
  }

  @Test
  void openingFails_nothingIsReserved() {
    bench.opening =
        (callId, request) -> {
          throw new IllegalStateException("broken");
        };

    assertThrows(IllegalStateException.class, () -> serve(true));
    assertEquals(List.of(), ledger.reserved);
  }

  @Test
  void chainAwayForTooLong_isRefusedBeforeAnythingIsReserved() {
    bench.exposure =
        (channel, ceiling) ->
            channel.equals(FlowBench.CHANNEL) && ceiling > 0
                ? Optional.of(Duration.ofSeconds(30))
                : Optional.empty();

    ApiException refused = assertThrows(ApiException.class, () -> serve(true));
    assertEquals(HttpStatus.SERVICE_UNAVAILABLE, refused.status());
    assertEquals("chain_unavailable", refused.body().error().code());
    assertEquals("30", refused.headers().get("Retry-After"));
    assertEquals(List.of(), ledger.reserved);
  }

  @Test
  void clientBreaksAtOnce_isReleased() {
    bench.worker(1, say(Chunks.text("a", 4, 1)), hang());
    FakeClient client = new FakeClient(true);
    client.breaksBefore = 0;
    bench.serve(client);

    assertReleased(client, "answer_cut");
  }

  @Test
  void clientBreaksLater_whatItGotIsCharged() {
    bench.worker(1, say(Chunks.text("a", 4, 1)), say(Chunks.text("b", 4, 2)), hang());
    FakeClient client = new FakeClient(true);
    client.breaksBefore = 1;
    bench.serve(client);

    assertCharged(Ending.PARTIAL, Usage.ofText(4, 1));
  }

  @Test
  void selectionFails_isReleased() {
    bench.source =
        () -> {
          throw new IllegalStateException("Redis is away");
        };

    assertReleased(serve(true), "answer_cut");
  }

  @Test
  void chargeFails_clientIsTold() {
    bench.worker(1, say(Chunks.text("a", 4, 1)), say(Chunks.last(4, 1)), done());
    ledger.away = true;
    FakeClient client = serve(true);

    assertEquals(List.of("failed"), client.told);
    assertEquals("ledger_unavailable", client.code());
  }

  @Test
  void releaseFails_clientIsTold() {
    ledger.away = true;
    FakeClient client = serve(true);

    assertEquals(List.of("failed"), client.told);
    assertEquals("ledger_unavailable", client.code());
  }

  @Test
  void wholeAnswer_startsOverWithTheNextWorker() {
    for (int i = 1; i <= 2; i++) {
      bench.worker(i, partThenDiesOnce());
    }
    FakeClient client = serve(false);

    assertEquals("whole", client.text.toString());
    assertCharged(Ending.COMPLETE, Usage.ofText(4, 1));
  }

  @Test
  void wholeAnswer_thatBreaksOffEverywhereCostsNothing() {
    bench.worker(1, say(Chunks.text("part", 4, 3)), die());
    bench.worker(2, say(Chunks.text("part", 4, 3)), die());

    assertReleased(serve(false), "worker_failed");
    assertEquals(2, bench.workers.requests.size());
  }

  @Test
  void wholeAnswer_whoseClientLeftCostsNothing() {
    FakeClient client = new FakeClient(false);
    bench.worker(
        1,
        say(Chunks.text("part", 4, 3)),
        () -> {
          Thread.ofVirtual().start(client::leave);
          return hang().take();
        });
    bench.serve(client);

    assertReleased(client, "answer_cut");
  }

  @Test
  void emptyAnswer_ofAnEngineThatCountsNothingIsComplete() {
    bench.worker(1, say(Chunks.opening()), say(Chunks.plainLast()), done());
    FakeClient client = serve(true);

    assertCharged(Ending.COMPLETE, Usage.NONE);
    assertEquals(List.of("finished"), client.told);
  }

  @Test
  void usageInTheFinishingEvent_isUnderstood() {
    bench.worker(
        1,
        say(Chunks.plain("one two")),
        say(
            new org.tributary.models.openai.ChatChunk(
                "w",
                "chat.completion.chunk",
                1,
                "m",
                Chunks.plainLast().choices(),
                org.tributary.models.openai.ChatUsage.of(5, 2),
                null)),
        done());
    serve(true);

    assertCharged(Ending.COMPLETE, Usage.ofText(5, 2));
  }

  @Test
  void refusedReservation_costsNothingAndAsksNoWorker() {
    bench.worker(1, say(Chunks.last(4, 1)), done());
    ledger.refusal = ReserveOutcome.Reason.BUDGET_SPENT;
    ApiException refused = assertThrows(ApiException.class, () -> serve(true));

    assertEquals(402, refused.status().getCode());
    assertEquals(List.of(), bench.workers.requests);
    assertEquals(0, ledger.ended());
  }

  private FakeClient serve(boolean streams) {
    FakeClient client = new FakeClient(streams);
    bench.serve(client);
    return client;
  }

  private void assertCharged(Ending ending, Usage usage) {
    assertEquals(List.of(ending), ledger.endings);
    assertEquals(usage, ledger.usage());
    assertEquals(1, ledger.ended());
  }

  private void assertReleased(FakeClient client, String code) {
    assertEquals(1, ledger.released);
    assertEquals(1, ledger.ended());
    assertEquals(List.of("failed"), client.told);
    assertEquals(code, client.code());
  }

  /** The first worker that is asked dies where this step is; any later one goes on. */
  private ScriptedWorkers.Step[] diesOnce(ScriptedWorkers.Step... script) {
    ScriptedWorkers.Step[] steps = script.clone();
    ScriptedWorkers.Step first = script[0];
    steps[0] =
        () -> {
          if (bench.workers.requests.size() == 1) {
            throw new WorkerFailure("broke off");
          }
          return first.take();
        };
    return steps;
  }

  private ScriptedWorkers.Step[] partThenDiesOnce() {
    return new ScriptedWorkers.Step[] {
      () ->
          bench.workers.requests.size() == 1
              ? Chunks.text("part", 4, 7)
              : Chunks.text("whole", 4, 1),
      () -> {
        if (bench.workers.requests.size() == 1) {
          throw new WorkerFailure("broke off");
        }
        return Chunks.last(4, 1);
      },
      done()
    };
  }

  private static WorkerRefusal refusal() {
    return new WorkerRefusal(
        400,
        new ErrorBody.Detail(
            "too long", "invalid_request_error", "messages", "context_length_exceeded"));
  }

  private static final class BrokenClock extends Clock {
    @Override
    public Instant instant() {
      throw new IllegalStateException("broken");
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
