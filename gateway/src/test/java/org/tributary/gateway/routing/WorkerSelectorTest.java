package org.tributary.gateway.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.gateway.payment.Calls;

class WorkerSelectorTest {
  private static final Bytes32 CONTENT = new Bytes32("0x" + "9c".repeat(32));
  private final List<Worker> workers = new ArrayList<>();
  private final WorkerSelector selector = new WorkerSelector(() -> workers, new SecureRandom());

  @Test
  void select_wantsExactlyTheModelsContent() {
    workers.add(worker(1, 4));

    assertTrue(selector.select("m", CONTENT, Set.of()).isPresent());
    assertTrue(selector.anyFor("m", CONTENT));
    assertTrue(selector.select("n", CONTENT, Set.of()).isEmpty());
    assertTrue(selector.select("m", Bytes32.ZERO, Set.of()).isEmpty());
    assertFalse(selector.anyFor("x".repeat(5_000), CONTENT));
  }

  @Test
  void select_leavesOutWhoWasTried() {
    workers.add(worker(1, 4));
    workers.add(worker(2, 4));

    assertEquals(2, chosen(Set.of(Calls.address(1))));
    assertEquals(
        Optional.empty(),
        selector.select("m", CONTENT, Set.of(Calls.address(1), Calls.address(2))));
  }

  @Test
  void select_takesTheLeastBusyForItsSize() {
    workers.add(worker(1, 1));
    workers.add(worker(2, 3));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      order.add(chosen(Set.of()));
    }

    assertEquals(1, order.stream().filter(n -> n == 1).count(), order.toString());
  }

  @Test
  void close_freesTheWorkerOnce() {
    workers.add(worker(1, 4));
    workers.add(worker(2, 4));
    WorkerSelector.Selection first = selector.select("m", CONTENT, Set.of()).orElseThrow();
    WorkerSelector.Selection second = selector.select("m", CONTENT, Set.of()).orElseThrow();
    first.close();
    first.close();

    assertEquals(first.worker(), selector.select("m", CONTENT, Set.of()).orElseThrow().worker());
    second.close();
  }

  @Test
  void select_spreadsCallsThatComeOneByOne() {
    workers.add(worker(1, 4));
    workers.add(worker(2, 4));
    Set<Address> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      try (WorkerSelector.Selection one = selector.select("m", CONTENT, Set.of()).orElseThrow()) {
        seen.add(one.worker().address());
      }
    }

    assertEquals(2, seen.size());
  }

  @Test
  void select_doesNotBelieveAnyClaimOfRoom() {
    workers.add(worker(1, Integer.MAX_VALUE));
    workers.add(worker(2, 1_024));
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      seen.add(chosen(Set.of()));
    }

    assertEquals(Set.of(1, 2), seen);
  }

  /** The number of the worker that is chosen, and kept busy. */
  private int chosen(Set<Address> tried) {
    WorkerSelector.Selection selection = selector.select("m", CONTENT, tried).orElseThrow();
    return Integer.parseInt(selection.worker().address().text().substring(2, 4), 16);
  }

  private static Worker worker(int number, int maxConcurrent) {
    return new Worker(
        Calls.address(number),
        URI.create("http://127.0.0.1:1"),
        List.of(new ServedModel("m", CONTENT)),
        maxConcurrent,
        "test",
        Calls.address(number));
  }
}
