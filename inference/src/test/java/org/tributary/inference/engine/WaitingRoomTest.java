package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.training.TinyModel;
import org.tributary.inference.waiting.EngineBusyException;
import org.tributary.inference.waiting.WaitingRoom;
import org.tributary.models.tokenizer.ModelTokenizer;

class WaitingRoomTest {
  @TempDir private static Path folder = Path.of("");
  private static ModelTokenizer tokenizer;

  @BeforeAll
  static void openTokenizer() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    tokenizer = ModelTokenizer.open(TinyModel.fast(folder));
  }

  @AfterAll
  static void closeTokenizer() {
    tokenizer.close();
  }

  private final WaitingRoom<Generation> room = new WaitingRoom<>(8);

  @Test
  void next_takesOneLineInItsOrder() {
    List<Generation> line = of("a", 3);
    room.enter(line.subList(0, 1));
    room.enter(line.subList(1, 3));
    assertEquals(line, all(Map.of()));
    assertEquals(Optional.empty(), room.next(client -> 0));
  }

  @Test
  void next_takesTheClientWithTheFewestRunning() {
    room.enter(of("busy", 2));
    room.enter(of("idle", 2));
    assertEquals(List.of("idle", "idle", "busy", "busy"), clients(Map.of("busy", 3, "idle", 2)));
  }

  @Test
  void next_takesEqualsInTurns() {
    room.enter(of("a", 3));
    room.enter(of("b", 2));
    room.enter(of("c", 1));
    assertEquals(List.of("a", "b", "c", "a", "b", "a"), clients(Map.of()));
  }

  @Test
  void inOrder_isTheOrderOfNext_andTakesNobody() {
    room.enter(of("a", 3));
    room.enter(of("b", 2));
    room.enter(of("c", 1));
    List<Generation> order = room.inOrder(client -> client.equals("a") ? 1 : 0);
    assertEquals(
        List.of("b", "c", "a", "b", "a", "a"), order.stream().map(Generation::client).toList());
    assertEquals(6, room.size());
    assertEquals(room.inOrder(client -> 0), all(Map.of()));
    assertEquals(List.of(), room.inOrder(client -> 0));
  }

  /** Who comes back to the room after a turn is behind those who have not had one. */
  @Test
  void next_remembersTheTurnOfThoseStillWaiting() {
    room.enter(of("a", 2));
    room.enter(of("b", 1));
    assertEquals("a", room.next(client -> 0).orElseThrow().client());
    room.enter(of("a", 1));
    room.enter(of("c", 1));
    assertEquals(List.of("b", "a", "c", "a"), clients(Map.of()));
  }

  /** Each that is admitted runs: with it the shares even out whatever the lines' lengths. */
  @Test
  void next_evensOutWhatRuns() {
    room.enter(of("many", 5));
    room.enter(of("few", 2));
    List<String> running = new ArrayList<>();
    for (int slot = 0; slot < 4; slot++) {
      room.next(client -> Collections.frequency(running, client))
          .ifPresent(g -> running.add(g.client()));
    }
    assertEquals(List.of("many", "few", "many", "few"), running);
  }

  @Test
  void enter_leavesAQuarterToOthers() {
    room.enter(of("a", 6));
    EngineBusyException refusal =
        assertThrows(EngineBusyException.class, () -> room.enter(of("a", 1)));
    assertEquals(
        "this client already has 6 requests waiting, and the rest of the queue is for others: try"
            + " again in a moment",
        refusal.getMessage());
    assertFalse(refusal.stopping());
    room.enter(of("b", 2));
    assertEquals(8, room.size());
  }

  @Test
  void enter_letsAllInOrNone() {
    room.enter(of("a", 4));
    room.enter(of("b", 3));
    assertThrows(EngineBusyException.class, () -> room.enter(of("c", 2)));
    assertThrows(EngineBusyException.class, () -> room.enter(of("a", 3)));
    assertEquals(7, room.size());
    room.enter(of("c", 1));
    EngineBusyException full =
        assertThrows(EngineBusyException.class, () -> room.enter(of("d", 1)));
    assertEquals(
        "the worker's queue of 8 requests is full: try again in a moment", full.getMessage());
  }

  /** It is not told to try again: that would be for ever. */
  @Test
  void enter_refusesWhatCanNeverFit() {
    EngineBusyException never =
        assertThrows(EngineBusyException.class, () -> room.enter(of("a", 7)));
    assertEquals(
        "n must be at most 6 here: a client's share of this worker's queue", never.getMessage());
    assertEquals(0, room.size());
  }

  @Test
  void enter_ofARefusedClient_leavesNoLineBehind() {
    room.enter(of("a", 6));
    assertThrows(EngineBusyException.class, () -> room.enter(of("b", 3)));
    assertEquals(6, all(Map.of("a", 100)).size());
    assertEquals(0, room.size());
  }

  @Test
  void enter_ofASmallRoom_letsOneClientHaveAllOfIt() {
    WaitingRoom<Generation> small = new WaitingRoom<>(1);
    small.enter(of("a", 1));
    assertThrows(EngineBusyException.class, () -> small.enter(of("b", 1)));
  }

  @Test
  void removeCancelled_makesRoom() {
    List<Generation> a = of("a", 6);
    List<Generation> b = of("b", 2);
    room.enter(a);
    room.enter(b);
    b.forEach(Generation::cancel);
    a.get(3).cancel();
    assertEquals(Set.of(a.get(3), b.get(0), b.get(1)), Set.copyOf(room.removeCancelled()));
    assertEquals(List.of(), room.removeCancelled());
    assertEquals(5, room.size());
    room.enter(of("c", 3));
    assertEquals(List.of("a", "c", "a", "c", "a", "c", "a", "a"), clients(Map.of()));
  }

  @Test
  void close_letsNobodyInAndThoseInsideOut() {
    room.enter(of("a", 2));
    room.close();
    EngineBusyException refusal =
        assertThrows(EngineBusyException.class, () -> room.enter(of("b", 1)));
    assertTrue(refusal.stopping());
    assertEquals("a", room.next(client -> 0).orElseThrow().client());
    assertEquals(1, room.drop().size());
    assertEquals(0, room.size());
    assertEquals(Optional.empty(), room.next(client -> 0));
  }

  /** Else the engine's thread would spin while others drain. */
  @Test
  void await_ofAClosedRoom_stillWaits() throws Exception {
    room.close();
    long start = System.nanoTime();
    room.await(30);
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(29));
  }

  @Test
  @Timeout(20)
  void await_endsWhenSomebodyComes() throws Exception {
    Thread late = Thread.ofVirtual().start(() -> room.enter(of("a", 1)));
    room.await(60_000);
    assertEquals(1, room.size());
    late.join();
  }

  /**
   * Eight clients at once, two of whom leave: nobody is lost, doubled or let in beyond the room.
   */
  @Test
  @Timeout(60)
  void enter_ofManyThreads_losesNobody() throws Exception {
    List<Generation> entered = Collections.synchronizedList(new ArrayList<>());
    List<Generation> left = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String client = "client " + t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 300; i++) {
                  List<Generation> some = of(client, 1 + i % 3);
                  try {
                    room.enter(some);
                    entered.addAll(some);
                  } catch (EngineBusyException full) {
                    Thread.yield();
                  }
                }
              }));
    }
    while (threads.stream().anyMatch(Thread::isAlive) || room.size() > 0) {
      assertTrue(room.size() <= 8);
      room.next(client -> 0).ifPresent(left::add);
    }
    assertEquals(entered.size(), left.size());
    assertEquals(Set.copyOf(entered), Set.copyOf(left));
  }

  private List<Generation> all(Map<String, Integer> running) {
    List<Generation> all = new ArrayList<>();
    for (int left = room.size(); left > 0; left--) {
      all.add(room.next(client -> running.getOrDefault(client, 0)).orElseThrow());
    }
    return all;
  }

  private List<String> clients(Map<String, Integer> running) {
    return all(running).stream().map(Generation::client).toList();
  }

  private static List<Generation> of(String client, int count) {
    EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
    GenerationRequest request =
        new GenerationRequest(
            new long[] {5}, new long[0], 9, List.of(), Sampling.GREEDY, -1, client);
    Generation[] generations = new Generation[count];
    Arrays.setAll(
        generations,
        i -> new Generation(request, new Heard(), tokenizer, 300, Set.of(), metrics.answer()));
    return List.of(generations);
  }
}
