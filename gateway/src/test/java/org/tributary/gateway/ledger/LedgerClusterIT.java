package org.tributary.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.RedisLedgerSubject;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RedisConfig;
import org.tributary.gateway.redis.TestCluster;
import picocli.CommandLine;

/**
 * The operator's commands on a Redis Cluster of six servers, whose masters share the partitions.
 */
@Timeout(180)
class LedgerClusterIT {
  private static final int PARTITION_STEP = 16;
  private static final int PARTITIONS = 256;
  private static final int NODE_TIMEOUT_MS = 5_000;

  private record Printed(int exitCode, String text) {}

  @Test
  void backup_isRestoredIntoAnEmptyCluster(@TempDir Path dir) throws Exception {
    String file = dir.resolve("cluster.backup").toString();
    try (TestCluster cluster = TestCluster.start(dir.resolve("servers"), NODE_TIMEOUT_MS);
        Redis redis = new Redis(RedisConfig.at(cluster.uri(), true, 0))) {
      play(redis);
      redis.commands().set("trial:channel", "elsewhere");
      assertEquals(3, mastersThatHoldSomething(redis));
      Map<String, Dump.Value> before = Dump.of(redis);

      Printed saved = run(cluster.uri(), "backup", file, "--json");
      assertEquals(0, saved.exitCode(), saved.text());
      JsonNode told = new ObjectMapper().readTree(saved.text());
      assertEquals(PARTITIONS / PARTITION_STEP, told.path("partitions").asInt());
      Printed checked = run(cluster.uri(), "check");
      assertEquals(0, checked.exitCode(), checked.text());
      Printed refused = run(cluster.uri(), "restore", file);
      assertTrue(refused.text().contains("restore into an empty one"), refused.text());

      redis.masters().forEach(master -> master.commands().flushall());
      Printed restored = run(cluster.uri(), "restore", file);
      assertEquals(0, restored.exitCode(), restored.text());
      assertEquals(before, Dump.of(redis));
      assertEquals(0, run(cluster.uri(), "check").exitCode());
      damageAndMend(cluster.uri(), redis);
      assertEquals(before, Dump.of(redis));
    }
  }

  /** Charged, open and kept calls in partitions of all masters. */
  private static void play(Redis redis) {
    RedisLedgerSubject subject = new RedisLedgerSubject(redis);
    Random random = new Random(5);
    for (int partition = 0; partition < PARTITIONS; partition += PARTITION_STEP) {
      ChannelId channel = Calls.channel(partition, 1);
      subject.openChannel(channel, 10_000);
      AccountId account = subject.openAccount(channel, 5_000L);
      for (int call = 0; call < 5; call++) {
        var asked = Calls.reserve(Calls.call(channel, account, random), 100);
        var held = ((ReserveOutcome.Reserved) subject.ledger().reserve(asked)).reservation();
        if (call > 0) {
          subject.ledger().charge(held, Calls.written(random.nextInt(100)), Ending.COMPLETE);
        }
      }
    }
  }

  private static long mastersThatHoldSomething(Redis redis) {
    return redis.masters().stream().filter(each -> each.commands().dbsize() > 0).count();
  }

  private static void damageAndMend(URI uri, Redis redis) {
    for (int partition = 0; partition < PARTITIONS; partition += PARTITION_STEP) {
      String key = "{p%02x}:channel:%s".formatted(partition, Calls.channel(partition, 1));
      redis.commands().hincrby(key, "available", 1);
    }
    assertEquals(2, run(uri, "check").exitCode());
    Printed mended = run(uri, "rebuild");
    assertEquals(0, mended.exitCode(), mended.text());
  }

  private static Printed run(URI uri, String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line =
        new CommandLine(new LedgerCommand())
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cluster", "--redis", uri.toString()));
    return new Printed(line.execute(all.toArray(String[]::new)), text.toString());
  }
}
