package org.tributary.gateway.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whose logs are shown. */
class LogsCommandTest {
  @TempDir private Path home = Path.of("");
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void write() throws Exception {
    StackHome stack = new StackHome(home);
    Files.createDirectories(stack.logs());
    Files.createDirectories(stack.redis());
    for (String part : new String[] {"gateway", "worker-brook", "worker-rill"}) {
      Files.writeString(stack.log(part), "old of " + part + "\nlast of " + part + "\n");
    }
    Files.writeString(stack.redis().resolve("redis.log"), "last of redis\n");
  }

  private int logs(String... arguments) {
    return new CommandLine(new LogsCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(out))
        .execute(arguments);
  }

  @Test
  void all_areShown_byTheirLastLines() {
    assertEquals(0, logs("--home", home.toString(), "--lines", "1"));
    for (String part : new String[] {"gateway", "worker-brook", "worker-rill", "redis"}) {
      assertTrue(
          out.toString().contains("== " + part + "\nlast of " + part + "\n"), out.toString());
    }
    assertFalse(out.toString().contains("old of"), out.toString());
  }

  @Test
  void worker_isEveryWorker_andOneCanBeNamed() {
    assertEquals(0, logs("--home", home.toString(), "worker"));
    assertTrue(out.toString().contains("last of worker-brook"), out.toString());
    assertTrue(out.toString().contains("last of worker-rill"), out.toString());
    assertFalse(out.toString().contains("gateway"), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, logs("--home", home.toString(), "worker-rill"));
    assertFalse(out.toString().contains("brook"), out.toString());
  }

  @Test
  void unknownPart_isRefused_andTheOthersNamed() {
    assertEquals(1, logs("--home", home.toString(), "wrk"));
    assertTrue(out.toString().contains("worker-rill"), out.toString());
  }
}
