package org.tributary.gateway.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a stack started, and who waits for its end. */
@Timeout(30)
class StackProcessesTest {
  @TempDir private Path dir;
  private StackProcesses processes;

  @BeforeEach
  void start() throws Exception {
    processes = StackProcesses.read(file());
    processes.start("one", List.of("sleep", "600"), Map.of(), dir.resolve("one.log"));
    processes.start("two", List.of("sleep", "600"), Map.of(), dir.resolve("two.log"));
  }

  @AfterEach
  void stop() throws Exception {
    processes.stopAll();
  }

  @Test
  void whoStartedThem_noticesThatAnotherStoppedThem() throws Exception {
    Thread up = Thread.ofVirtual().start(processes::awaitEnd);
    ProcessHandle one = processes.running("one").orElseThrow();
    one.destroy();
    one.onExit().join();
    assertTrue(up.isAlive(), "one part still runs");

    StackProcesses down = StackProcesses.read(file());
    assertEquals(List.of("two"), down.alive());
    down.stopAll();
    up.join();
    assertFalse(Files.exists(file()));
  }

  @Test
  void whatAnotherHasStartedSince_isLeftAlone() throws Exception {
    StackProcesses.read(file()).stopAll();
    StackProcesses next = StackProcesses.read(file());
    next.start("one", List.of("sleep", "600"), Map.of(), dir.resolve("one.log"));

    processes.stopAll();
    assertEquals(List.of("one"), StackProcesses.read(file()).alive());
    next.stopAll();
    assertFalse(Files.exists(file()));
  }

  private Path file() {
    return dir.resolve("processes.json");
  }
}
