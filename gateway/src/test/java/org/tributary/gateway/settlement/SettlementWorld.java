package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Share.Role;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.SettableClock;

/** One gateway's world without a chain or a Redis; a crash leaves all of it but the job. */
/** One gateway's world; a crash leaves all of it but the job. */
final class SettlementWorld {
  static final ChannelId ONE = ChannelId.parse("0x01" + "0".repeat(62));
  static final ChannelId BESIDE_ONE = ChannelId.parse("0x01" + "0".repeat(61) + "1");
  static final ChannelId TWO = ChannelId.parse("0x02" + "0".repeat(62));
  static final Address WORKER = new Address("0x" + "0".repeat(39) + "1");
  static final Address OWNER = new Address("0x" + "0".repeat(39) + "2");
  private static final SigningKey KEY = SigningKey.fromHex("0x" + "0".repeat(63) + "1");

  final SettableClock clock = new SettableClock();
  final FakeChain chain;
  final FakeLedger ledger = new FakeLedger();
  final FakeEpochStore epochs = new FakeEpochStore();
  final Set<ChannelId> unsigned = new HashSet<>();
  final Set<BigInteger> wrong = new HashSet<>();
  final FakeEarnedBook earned = new FakeEarnedBook();
  final FakePublication published = new FakePublication();
  private long fence;
  private boolean held;
  int renewals;

  SettlementWorld(Duration activationDelay) {
    chain = new FakeChain(activationDelay, clock);
  }

  Settlement settle() {
    return settle(new Crash.Plan(0, true));
  }

  Settlement settle(Crash.Plan plan) {
    return job(plan).settle(Duration.ZERO).orElseThrow();
  }

  Settlement settle(ClaimThresholds thresholds) {
    return job(new Crash.Plan(0, true)).settle(Duration.ZERO, thresholds).orElseThrow();
  }

  SettlementJob job(Crash.Plan plan) {
    return new SettlementJob(
        this::acquire,
        plan.around(RevenueLedger.class, ledger),
        plan.around(SettlementChain.class, chain),
        this::voucher,
        plan.around(EpochStore.class, epochs),
        receipts(),
        plan.around(EarnedEntries.class, earned),
        plan.around(Publication.class, published),
        configuration(),
        new SettlementMetrics(),
        clock);
  }

  ReceiptLeaves receipts() {
    return new ReceiptLeaves() {
      @Override
      public Leaf of(CallId call) {
        return leaf(call);
      }

      @Override
      public Map<LedgerEntry, String> wrong(Cut paid) {
        return paid.all().stream()
            .filter(entry -> wrong.contains(entry.to()))
            .collect(Collectors.toMap(entry -> entry, entry -> "told so"));
      }
    };
  }

  private ReceiptLeaves.Leaf leaf(CallId call) {
    return new ReceiptLeaves.Leaf(
        call.word(),
        ledger.split(call).stream()
            .map(share -> new Owed(share.payee(), share.millionths()))
            .toList());
  }

  private Claim voucher(ChannelId channel, BigInteger total) {
    if (unsigned.contains(channel)) {
      throw new NoVoucher(channel);
    }
    return claim(channel, total);
  }

  /** A crashed holder's lock has run out by the next run. */
  private Optional<SettlementLock.Hold> acquire(Duration wait) {
    long mine = ++fence;
    held = true;
    return Optional.of(
        new SettlementLock.Hold() {
          @Override
          public long fence() {
            return mine;
          }

          @Override
          public void renew() {
            assertTrue(held);
            renewals++;
          }

          @Override
          public void close() {
            held = false;
          }
        });
  }

  String finalState() {
    Epoch last = epochs.latest().orElseThrow();
    return List.of(
            last.number(), last.state(), last.payoutRoot(), last.receiptsRoot(), last.total())
        + " "
        + ledger.marks()
        + " "
        + ledger.folded()
        + " "
        + chain.received()
        + " "
        + chain.lastEpoch()
        + " "
        + ledger.recorded
        + " "
        + earned.epochs;
  }

  static SettlementWorld charged() {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    world.ledger.charge(ONE, split(10));
    world.ledger.charge(TWO, split(5));
    return world;
  }

  static void settleThroughACrash(SettlementWorld world, int at, boolean before) {
    try {
      world.settle(new Crash.Plan(at, before));
    } catch (Crash expected) {
      world.settle();
    }
  }

  /** What {@link #split} gives of so much. */
  static Map<Address, BigInteger> earned(long charged) {
    return Map.of(
        WORKER,
        BigInteger.valueOf(charged * 640_000),
        OWNER,
        BigInteger.valueOf(charged * 360_000));
  }

  /** 64 % to the worker, the rest to the owner. */
  static List<Share> split(long charge) {
    return List.of(
        share(Role.WORKER, WORKER, charge * 640_000), share(Role.OWNER, OWNER, charge * 360_000));
  }

  static Share share(Role role, Address payee, long millionths) {
    return new Share(role, role == Role.OWNER ? new AssetId(1) : null, payee, millionths);
  }

  static Claim claim(ChannelId channel, BigInteger total) {
    ChannelConfig config =
        new ChannelConfig(
            OWNER, KEY.address(), OWNER, OWNER, OWNER, Duration.ofDays(1), channel.value());
    return new Claim(
        config, new Voucher(channel, total).sign(KEY, SettlementDomain.of(31337)), total);
  }

  static SettlementConfiguration configuration() {
    return new SettlementConfiguration(
        Duration.ZERO,
        100_000,
        Duration.ZERO,
        Duration.ofMinutes(3),
        Duration.ZERO,
        BigInteger.ONE,
        Duration.ZERO,
        BigInteger.valueOf(1_000),
        List.of(),
        null);
  }
}
