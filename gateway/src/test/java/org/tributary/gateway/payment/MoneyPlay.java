package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.ledger.LedgerCommand;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.ModelSettlement;
import picocli.CommandLine;

/** One random sequence of operations, played on the ledger in Redis and on the model alike. */
final class MoneyPlay {

  private static final int CHANNELS = 6;
  private static final int FIRST_PARTITION = 0x40;
  private static final int BETWEEN_LOOKS = 500;
  private static final int CUT = 400;
  private static final int MOST_STEPS = 12;
  private static final LuaScript TAKEOVER = LuaScript.load("takeover");

  private final String name;
  private final URI uri;
  private final Random random;
  private final Redis redis;
  private final Counts counts;
  private final RedisLedgerSubject real;
  private final SettableClock clock = new SettableClock();
  private final ModelLedger model = new ModelLedger(PaymentConfig.DEFAULT, clock);
  private final List<ChannelId> channels = new ArrayList<>();
  private final List<ChannelId> wallets = new ArrayList<>();
  private final List<AccountId> accounts = new ArrayList<>();
  private final Map<AccountId, ChannelId> channelOf = new HashMap<>();
  private final Map<ChannelId, Long> highestDeposit = new HashMap<>();
  private final List<Reservation> reservations = new ArrayList<>();
  private final ModelSettlement settlement;
  private String step = "";

  /** How often what was played. */
  static final class Counts {
    private final Map<String, Long> byName = new TreeMap<>();

    void count(String name) {
      byName.merge(name, 1L, Long::sum);
    }

    void add(Counts other) {
      other.byName.forEach((name, times) -> byName.merge(name, times, Long::sum));
    }

    Map<String, Long> byName() {
      return byName;
    }
  }

  MoneyPlay(Redis redis, URI uri, long seed, Counts counts) {
    this.name = "seed " + seed;
    this.uri = uri;
    this.random = new Random(seed);
    this.redis = redis;
    this.counts = counts;
    real = new RedisLedgerSubject(redis);
    settlement = new ModelSettlement(redis, real.ledger(), this::mayBeClaimed);
    for (int i = 0; i < CHANNELS; i++) {
      // Above 2^53, where a double would lose units; some nearly empty, two in one partition.
      open(
          Calls.channel(FIRST_PARTITION + i / 2, i),
          i % 3 == 2 ? 700 : (1L << 53) + 1 + i,
          i % 2 == 1);
    }
  }

  private void open(ChannelId channel, long deposit, boolean isWallet) {
    if (isWallet) {
      real.openWallet(channel, deposit);
      model.openWallet(channel, deposit);
      wallets.add(channel);
    } else {
      real.openChannel(channel, deposit);
      model.openChannel(channel, deposit);
    }
    channels.add(channel);
    highestDeposit.put(channel, deposit);
    for (Long budget : new Long[] {null, 3_000L, 1L << 60}) {
      AccountId account = real.openAccount(channel, budget);
      model.openAccount(account, channel, budget);
      accounts.add(account);
      channelOf.put(account, channel);
    }
  }

  void play(int operations) {
    for (int i = 0; i < operations; i++) {
      step = name + ", operation " + i;
      next();
      if (i % BETWEEN_LOOKS == 0) {
        assertSameState();
      }
    }
    advance();
    both(ChannelLedger::chargeExpired);
    assertSameState();
    assertTrue(settlement.run(Integer.MAX_VALUE, -1));
    assertConserved();
  }

  private void next() {
    int dice = random.nextInt(1_000);
    if (dice < 340 || reservations.isEmpty()) {
      reserve();
    } else if (dice < 500) {
      renew();
    } else if (dice < 770) {
      charge();
    } else if (dice < 860) {
      Reservation call = any();
      counts.count("release");
      both(ledger -> released(ledger, call));
    } else if (dice < 910) {
      changeDeposit();
    } else if (dice < 950) {
      counts.count("time passes");
      advance();
    } else if (dice < 965) {
      takeAndDie();
    } else if (dice < 985) {
      counts.count("sweep");
      both(ChannelLedger::chargeExpired);
    } else {
      settle();
    }
  }

  private void reserve() {
    AccountId account = accounts.get(random.nextInt(accounts.size()));
    ChannelId channel = channelOf.getOrDefault(account, channels.getFirst());
    CallContext named = Calls.call(channel, account, random);
    long ceiling = random.nextInt(40) == 0 ? Split.MAX_CHARGE : random.nextInt(120);
    Authority authority = authority(named, ceiling);
    // Only a call that an access key pays names one.
    CallContext call =
        authority instanceof Authority.SignedVoucher ? Calls.paidBy(named, null) : named;
    Reserve request = new Reserve(call, ceiling, authority);
    counts.count(
        request.authority() instanceof Authority.SignedVoucher
            ? "reserve, voucher"
            : "reserve, key");
    ReserveOutcome outcome = both(ledger -> ledger.reserve(request));
    if (outcome instanceof ReserveOutcome.Reserved(Reservation reservation, long before)) {
      if (random.nextInt(8) == 0) {
        counts.count("reserve again");
        both(ledger -> ledger.reserve(request));
      }
      reservations.add(reservation);
    } else if (outcome instanceof ReserveOutcome.Refused(ReserveOutcome.Reason reason, var _)) {
      counts.count("refused: " + reason);
    }
  }

  /** Mostly the right one; a wallet's vouchers come stale, early, out of order and for others. */
  private Authority authority(CallContext call, long ceiling) {
    Authority key =
        new Authority.AccessKey(Calls.KEY, Calls.keyHash(call.account()), call.model().name(), 200);
    boolean isWallet = wallets.contains(call.channel()) ^ random.nextInt(50) == 0;
    if (!isWallet) {
      return key;
    }
    LedgerState.OfChannel state = Optional.ofNullable(model.state(call.channel())).orElseThrow();
    long needed = state.charged() + state.reserved() + ceiling;
    long most =
        switch (random.nextInt(6)) {
          case 0 -> Math.max(0, needed - 1 - random.nextInt(100));
          case 1 -> needed + random.nextInt(500);
          case 2 -> model.signedMax(call.channel());
          default -> needed;
        };
    return new Authority.SignedVoucher(most, String.format("0x%0128x1b", most));
  }

  private void renew() {
    Reservation call = any();
    if (random.nextInt(4) == 0) {
      counts.count("renew");
      both(ledger -> ledger.renew(call));
    } else {
      Delivery delivered = delivery();
      counts.count("renew with checkpoint");
      both(ledger -> ledger.renew(call, delivered));
    }
  }

  private void charge() {
    Reservation call = any();
    Delivery delivered = delivery();
    counts.count("charge");
    both(ledger -> ledger.charge(call, delivered, Ending.COMPLETE));
    if (random.nextInt(8) == 0) {
      // The answer was lost on its way: the same again, or what a confused holder would send.
      Delivery again = random.nextBoolean() ? delivered : delivery();
      counts.count("charge again");
      both(ledger -> ledger.charge(call, again, Ending.COMPLETE));
    }
  }

  /** A deposit or a withdrawal on the chain, as the gateway sees it. */
  private void changeDeposit() {
    ChannelId channel = channels.get(random.nextInt(channels.size()));
    LedgerState.OfChannel state = Optional.ofNullable(model.state(channel)).orElseThrow();
    long most = state.deposit() - state.charged();
    boolean isWithdrawal = random.nextInt(4) == 0 && most > 0;
    long change = isWithdrawal ? -random.nextLong(Math.min(most, 300) + 1) : random.nextInt(400);
    counts.count(isWithdrawal ? "withdraw" : "deposit");
    long deposit = state.deposit() + change;
    assertTrue(real.channels().refresh(channel, () -> Calls.held(deposit, 0)).isPresent(), step);
    model.show(channel, deposit);
    highestDeposit.merge(channel, deposit, Math::max);
  }

  /** A gateway that dies between taking over an expired call and ending it. */
  private void takeAndDie() {
    CallId call = any().callId();
    counts.count("sweeper dies");
    boolean expected = model.takeAndDie(call);
    Partition partition = new Partition(call.partition());
    List<String> answer =
        TAKEOVER.run(
            redis,
            List.of(CallKeys.call(call), CallKeys.leases(partition)),
            call.text(),
            Long.toString(clock.millis()),
            Long.toString(clock.millis() + PaymentConfig.DEFAULT.lease().toMillis()));
    assertEquals(expected, answer.getFirst().equals("taken"), step);
  }

  private void settle() {
    int steps = random.nextInt(3) == 0 ? -1 : random.nextInt(MOST_STEPS);
    counts.count(settlement.run(CUT, steps) ? "settle" : "settlement dies");
  }

  /** What a payer signed: each voucher on a wallet's channel, else all that was ever deposited. */
  private long mayBeClaimed(ChannelId channel) {
    return wallets.contains(channel)
        ? model.signedMax(channel)
        : highestDeposit.getOrDefault(channel, 0L);
  }

  private void advance() {
    real.advance(PaymentConfig.DEFAULT.lease());
    clock.advance(PaymentConfig.DEFAULT.lease());
  }

  private <T> T both(Function<ChannelLedger, T> operation) {
    T expected = operation.apply(model);
    assertEquals(expected, operation.apply(real.ledger()), step);
    return expected;
  }

  private static boolean released(ChannelLedger ledger, Reservation call) {
    ledger.release(call);
    return true;
  }

  /** Mostly a recent call; now and then one that ended long ago. */
  private Reservation any() {
    int window = random.nextInt(5) == 0 ? reservations.size() : Math.min(8, reservations.size());
    return reservations.get(reservations.size() - 1 - random.nextInt(window));
  }

  private Delivery delivery() {
    return Calls.written(random.nextInt(150));
  }

  private void assertSameState() {
    for (ChannelId channel : channels) {
      LedgerState.OfChannel state = real.state(channel);
      assertEquals(model.state(channel), state, step);
      assertEquals(state.deposit(), state.available() + state.reserved() + state.charged(), step);
      if (wallets.contains(channel)) {
        assertTrue(state.charged() + state.reserved() <= model.signedMax(channel), step);
      }
    }
    for (AccountId account : accounts) {
      assertEquals(model.state(account), real.state(account), step);
    }
  }

  /** All that was charged was claimed and is owed to somebody, once; and the books say so. */
  private void assertConserved() {
    long charged = 0;
    for (ChannelId channel : channels) {
      assertEquals(0, real.state(channel).reserved(), step);
      charged += real.state(channel).charged();
    }
    assertEquals(BigInteger.valueOf(charged), settlement.paid(), step);
    assertEquals(
        BigInteger.valueOf(charged).multiply(BigInteger.valueOf(Split.MILLIONTHS)),
        settlement.owed(),
        step);
    StringWriter text = new StringWriter();
    int exit =
        new CommandLine(new LedgerCommand())
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true))
            .execute("check", "--redis", uri.toString());
    assertEquals(0, exit, step + ": " + text);
  }
}
