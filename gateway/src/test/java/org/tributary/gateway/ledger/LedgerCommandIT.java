package org.tributary.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.Range;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.RedisLedgerSubject;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RestoreMark;
import org.tributary.gateway.settlement.TestFold;
import picocli.CommandLine;

/** The operator's commands on a ledger with a past: saved, brought back, damaged and set right. */
@ExtendWith(RealRedis.class)
class LedgerCommandIT {

  private static final int CHANNELS = 12;
  private static final int CALLS = 240;
  private static final long DEPOSIT = (1L << 53) + 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Redis redis;
  private final URI uri;
  private final Path dir;
  private final RedisLedgerSubject subject;
  private final List<ChannelId> channels = new ArrayList<>();
  private final List<AccountId> accounts = new ArrayList<>();
  private final List<Reservation> open = new ArrayList<>();

  LedgerCommandIT(Redis redis, URI uri, @TempDir Path dir) {
    this.redis = redis;
    this.uri = uri;
    this.dir = dir;
    this.subject = new RedisLedgerSubject(redis);
  }

  @BeforeEach
  void play() {
    Random random = new Random(7);
    for (int i = 0; i < CHANNELS; i++) {
      channels.add(Calls.channel(0x10 + i / 2, i));
      subject.openChannel(channels.get(i), DEPOSIT);
      accounts.add(subject.openAccount(channels.get(i), i % 3 == 0 ? null : 1_000_000L));
    }
    for (int i = 0; i < CALLS; i++) {
      call(random, random.nextInt(CHANNELS), i % 10);
      if (i == CALLS / 2) {
        TestFold.fold(redis, subject.ledger(), CALLS / 4);
      }
    }
    redis.commands().setex("{settlement}:lock", 60, "1");
    redis.commands().set("trial:channel", channels.getFirst().text());
    // Parts of answers that are kept for those who ask again: of an open call and of a charged one.
    answer(open.getFirst().callId().text());
    answer(
        redis
            .commands()
            .xrange("{p10}:ledger", Range.unbounded())
            .getFirst()
            .getBody()
            .get("call"));
  }

  private void answer(@Nullable String call) {
    redis
        .commands()
        .hset("{p" + String.valueOf(call).substring(5, 7) + "}:answer:" + call, "1", "part");
  }

  /** Most are charged; some are released, some stay open with and without a checkpoint. */
  private void call(Random random, int payer, int kind) {
    ChannelLedger ledger = subject.ledger();
    Reservation held = reserve(random, payer);
    switch (kind) {
      case 0 -> ledger.release(held);
      case 1 -> open.add(held);
      case 2 -> {
        ledger.renew(held, Calls.written(random.nextInt(1, 50)));
        open.add(held);
      }
      default -> ledger.charge(held, Calls.written(random.nextInt(150)), Ending.COMPLETE);
    }
  }

  private Reservation reserve(Random random, int payer) {
    CallContext call = Calls.call(channels.get(payer), accounts.get(payer), random);
    return ((ReserveOutcome.Reserved) subject.ledger().reserve(Calls.reserve(call, 100)))
        .reservation();
  }

  private record Printed(int exitCode, String text) {
    JsonNode json() throws Exception {
      return JSON.readTree(text);
    }
  }

  private Printed run(String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line =
        new CommandLine(new LedgerCommand())
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true));
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--redis", uri.toString()));
    return new Printed(line.execute(all.toArray(String[]::new)), text.toString());
  }

  @Test
  void restore_givesTheIdenticalState() throws Exception {
    redis.commands().del("{settlement}:lock");
    Map<String, Dump.Value> before = Dump.of(redis);
    String file = dir.resolve("ledger.backup").toString();
    Printed saved = run("backup", file, "--json");
    assertEquals(0, saved.exitCode(), saved.text());
    assertTrue(saved.json().path("keys").asLong() > CALLS);
    assertEquals(CHANNELS / 2, saved.json().path("partitions").asInt());
    redis.commands().flushall();

    Printed restored = run("restore", file);
    assertEquals(0, restored.exitCode(), restored.text());
    assertEquals(before, Dump.of(redis));
    assertEquals(0, run("check").exitCode());

    // And calls that were open go on.
    for (Reservation held : open) {
      assertTrue(subject.ledger().renew(held));
    }
    subject.advance(Duration.ofDays(1));
    assertEquals(open.size(), subject.ledger().chargeExpired());
    assertEquals(0, run("check").exitCode());
  }

  @Test
  void backup_leavesOutWhoSettlesNow() {
    String file = dir.resolve("ledger.backup").toString();
    assertEquals(0, run("backup", file).exitCode());
    redis.commands().flushall();
    assertEquals(0, run("restore", file).exitCode());
    assertEquals(0, redis.commands().exists("{settlement}:lock"));
  }

  @Test
  void backupUnderLoad_isConsistentInEachPartition() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int caller = i;
      callers.add(
          Thread.ofVirtual()
              .start(() -> {
                RedisLedgerSubject own = new RedisLedgerSubject(redis);
                Random random = new Random(100 + caller);
                while (!stop.get()) {
                  int payer = random.nextInt(CHANNELS);
                  AccountId account = accounts.get(payer);
                  if (random.nextInt(20) == 0) {
                    account = own.openAccount(channels.get(payer), null);
                  }
                  CallContext call = Calls.call(channels.get(payer), account, random);
                  Reservation held =
                      ((ReserveOutcome.Reserved) own.ledger().reserve(Calls.reserve(call, 100)))
                          .reservation();
                  own.ledger().charge(held, Calls.written(random.nextInt(100)), Ending.COMPLETE);
                  done.incrementAndGet();
                }
              }));
    }
    String file = dir.resolve("busy.backup").toString();
    try {
      Awaitility.await().until(() -> done.get() > 50);
      Printed saved = run("backup", file);
      assertEquals(0, saved.exitCode(), saved.text());
      // Also while calls go on: a look at one moment never sees half a call.
      Printed checked = run("check");
      assertEquals(0, checked.exitCode(), checked.text());
    } finally {
      stop.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
    }
    redis.commands().flushall();
    assertEquals(0, run("restore", file).exitCode());
    Printed checked = run("check");
    assertEquals(0, checked.exitCode(), checked.text());
    for (ChannelId channel : channels) {
      var state = subject.state(channel);
      assertEquals(DEPOSIT, state.available() + state.reserved() + state.charged());
    }
  }

  @Test
  void damagedFiles_areRefusedBeforeAnythingIsWritten() throws Exception {
    Path file = dir.resolve("ledger.backup");
    assertEquals(0, run("backup", file.toString()).exitCode());
    redis.commands().flushall();
    byte[] whole = Files.readAllBytes(file);
    Path damaged = dir.resolve("damaged");
    for (int i = 0; i < 40; i++) {
      int at = (int) ((long) whole.length * i / 40);
      Files.write(damaged, Arrays.copyOf(whole, at));
      assertRefused(damaged, "cut at " + at);
      byte[] flipped = whole.clone();
      // The first ten bytes are gzip's head, of which some mean nothing.
      flipped[Math.max(10, at)] ^= 1;
      Files.write(damaged, flipped);
      assertRefused(damaged, "flipped at " + at);
    }
    Files.writeString(damaged, "not a backup at all");
    assertRefused(damaged, "text");
    assertRefused(dir.resolve("nowhere"), "no file");
    assertEquals(Map.of(), Dump.of(redis));
  }

  private void assertRefused(Path file, String how) {
    Printed refused = run("restore", file.toString());
    assertEquals(1, refused.exitCode(), how);
    assertTrue(refused.text().startsWith("ledger restore: "), how + ": " + refused.text());
  }

  @Test
  void restore_intoARedisInUse_isRefused() {
    String file = dir.resolve("ledger.backup").toString();
    assertEquals(0, run("backup", file).exitCode());
    Printed refused = run("restore", file);
    assertEquals(1, refused.exitCode());
    assertTrue(refused.text().contains("restore into an empty one"), refused.text());
    Printed again = run("backup", file);
    assertEquals(1, again.exitCode());
    assertTrue(again.text().contains("exists already"), again.text());
  }

  @Test
  void halfARestore_isNoLedger() {
    RestoreMark.set(redis);
    Printed refused = run("check");
    assertEquals(1, refused.exitCode());
    assertTrue(refused.text().contains("restore again"), refused.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"charged", "available", "reserved"})
  void rebuild_setsAChannelRight(String field) throws Exception {
    String key = "{p10}:channel:" + channels.getFirst();
    assertMended(() -> redis.commands().hincrby(key, field, -3), key, field);
    assertMended(() -> redis.commands().hdel(key, field), key, field);
    assertMended(() -> redis.commands().hset(key, field, "NaN"), key, field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spent", "reserved"})
  void rebuild_setsAnAccountRight(String field) throws Exception {
    String key = "{p10}:account:" + accounts.getFirst();
    assertMended(() -> redis.commands().hincrby(key, field, 1), key, field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spent", "reserved"})
  void rebuild_setsAnAccessKeyRight(String field) throws Exception {
    String key = "{p10}:key:" + accounts.getFirst() + ":" + Calls.KEY;
    assertNotEquals("0", redis.commands().hget(key, field));
    assertMended(() -> redis.commands().hincrby(key, field, 1), key, field);
    assertMended(() -> redis.commands().hdel(key, field), key, field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"payees", "parts"})
  void rebuild_bringsBackPayeesTotals(String name) throws Exception {
    TestFold.fold(redis, subject.ledger(), Integer.MAX_VALUE);
    String key = "{p10}:" + name;
    assertMended(() -> redis.commands().del(key), key, null);
    String payee = redis.commands().hgetall(key).keySet().iterator().next();
    assertMended(() -> redis.commands().hincrby(key, payee, 7), key, payee);
    assertMended(() -> redis.commands().hset(key, "nobody", "0"), null, null);
  }

  @Test
  void rebuild_bringsBackTheCursorOfAnEpoch() throws Exception {
    TestFold.fold(redis, subject.ledger(), Integer.MAX_VALUE);
    String cursor = redis.commands().hget("{p10}:fold", "cursor");
    redis.commands().set("{settlement}:latest", "1");
    redis.commands().set("{settlement}:epoch:1", "{\"ends\":{\"16\":\"" + cursor + "\"}}");
    assertMended(() -> redis.commands().hdel("{p10}:fold", "cursor"), "{p10}:fold", "cursor");
  }

  @Test
  void rebuild_setsAReceiptsNumbersRight() throws Exception {
    String key = redis.commands().keys("{p10}:receipt:*").getFirst();
    assertMended(() -> redis.commands().hset(key, "to", "5"), key, "to");
  }

  @Test
  void whatOnlyABackupHas_isNamed() throws Exception {
    String channel = "{p10}:channel:" + channels.getFirst();
    redis.commands().del(channel);
    assertEquals(2, run("check").exitCode());
    Printed left = run("rebuild", "--json");
    assertEquals(2, left.exitCode());
    assertTrue(left.text().contains(channel), left.text());
    assertTrue(left.text().contains("restore a backup"), left.text());
  }

  @Test
  void aWalletThatAnEmptyRedisMet_addsUp() {
    ChannelId wallet = Calls.channel(0x10, 99);
    String key = "{p10}:channel:" + wallet;
    redis
        .commands()
        .hset(
            key,
            Map.of(
                "config", "{}",
                "authorizerLabel", "",
                "deposit", "1000",
                "charged", "300",
                "claimed", "300",
                "reserved", "0",
                "setAside", "50",
                "available", "650"));
    Printed checked = run("check");
    assertEquals(0, checked.exitCode(), checked.text());
    redis.commands().hset(key, "available", "700");
    assertEquals(2, run("check").exitCode());
  }

  @Test
  void aLostEntry_isNamed() {
    redis
        .commands()
        .xdel(
            "{p10}:ledger",
            redis.commands().xrange("{p10}:ledger", Range.unbounded()).get(1).getId());
    Printed found = run("check");
    assertEquals(2, found.exitCode());
    assertTrue(found.text().contains("does not follow the one before it"), found.text());
  }

  /** Check finds the damage and changes nothing; rebuild mends it; then nothing is left to find. */
  private void assertMended(Runnable damage, @Nullable String key, @Nullable String field)
      throws Exception {
    Map<String, Dump.Value> whole = Dump.of(redis);
    damage.run();
    Map<String, Dump.Value> damaged = Dump.of(redis);
    if (key == null) {
      assertEquals(0, run("check").exitCode());
      redis.commands().hdel("{p10}:payees", "nobody");
      redis.commands().hdel("{p10}:parts", "nobody");
      return;
    }
    assertNotEquals(whole, damaged);
    Printed found = run("check", "--json");
    assertEquals(2, found.exitCode(), found.text());
    assertTrue(names(found.json(), key, field), found.text());
    assertEquals(damaged, Dump.of(redis));
    Printed mended = run("rebuild", "--json");
    assertEquals(0, mended.exitCode(), mended.text());
    assertTrue(mended.json().path("corrected").asInt() > 0);
    assertEquals(whole, Dump.of(redis));
    assertEquals(0, run("check").exitCode());
  }

  private static boolean names(JsonNode report, String key, @Nullable String field) {
    for (JsonNode each : report.path("findings")) {
      if (each.path("key").asText().equals(key)
          && (field == null || each.path("field").asText().equals(field))) {
        return true;
      }
    }
    assertFalse(report.path("findings").isEmpty());
    return false;
  }
}
