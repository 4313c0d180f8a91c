package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.relay.WorkerRefusal;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ErrorBody;

/** Whatever workers and clients do, a call ends once, for no more than its ceiling. */
class ChatFlowEndingsTest {

  /** What up to four workers would do, and when the client leaves or breaks. */
  record Play(
      List<List<ScriptedWorkers.Step>> workers,
      boolean streams,
      int leavesBefore,
      int breaksBefore) {}

  @Property(tries = 500)
  void anyPlay_endsOnce(@ForAll("plays") Play play) {
    FlowBench bench = new FlowBench();
    int number = 1;
    for (List<ScriptedWorkers.Step> script : play.workers) {
      bench.worker(number++, script.toArray(ScriptedWorkers.Step[]::new));
    }
    FakeClient client = new FakeClient(play.streams);
    client.leavesBefore = play.leavesBefore;
    client.breaksBefore = play.breaksBefore;
    bench.serve(client);

    assertEquals(1, bench.ledger.ended());
    assertEquals(1, client.told.size());
    assertEquals(0, bench.workers.open.get());
    boolean complete = bench.ledger.endings.equals(List.of(Ending.COMPLETE));
    assertEquals(complete, client.told.equals(List.of("finished")));
    assertEquals(complete || (play.streams && !client.text.isEmpty()), bench.ledger.released == 0);
    if (bench.ledger.released == 0) {
      long price = FlowBench.PRICES.charge(bench.ledger.usage());
      assertTrue(price <= bench.ledger.reserved.getFirst().ceiling(), "above the ceiling");
    }
  }

  @Provide
  Arbitrary<Play> plays() {
    Arbitrary<Integer> when = Arbitraries.integers().between(0, 12);
    return Combinators.combine(
            steps().list().ofMaxSize(10).list().ofMaxSize(4),
            Arbitraries.of(true, false),
            when,
            when)
        .as(Play::new);
  }

  private static Arbitrary<ScriptedWorkers.Step> steps() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, chunks().map(ScriptedWorkers::say)),
        Tuple.of(2, Arbitraries.create(ScriptedWorkers::done)),
        Tuple.of(1, Arbitraries.create(ScriptedWorkers::die)),
        Tuple.of(
            1,
            Arbitraries.create(() ->
                ScriptedWorkers.fail(
                    new WorkerRefusal(400, new ErrorBody.Detail("no", "t", null, "c"))))),
        Tuple.of(
            1,
            Arbitraries.create(() -> ScriptedWorkers.fail(new IllegalStateException("broken")))));
  }

  private static Arbitrary<ChatChunk> chunks() {
    Arbitrary<Long> counts =
        Arbitraries.oneOf(Arbitraries.longs().between(0, 20), Arbitraries.longs());
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.of("", "a", "é"), counts, counts).as(Chunks::text),
        Arbitraries.of("", "x").map(Chunks::plain),
        Combinators.combine(counts, counts).as(Chunks::last),
        Combinators.combine(counts, counts).as(Chunks::usage),
        Arbitraries.create(Chunks::plainLast),
        Arbitraries.create(Chunks::opening));
  }
}
