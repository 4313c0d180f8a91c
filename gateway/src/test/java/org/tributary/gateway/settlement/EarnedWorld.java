package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Share.Role;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.redis.Redis;

/** Charges, settlements, crashes and payments at random, on a chain and a ledger in memory. */
final class EarnedWorld {
  private static final SigningKey KEY = SigningKey.fromHex("0x" + "0".repeat(63) + "1");
  private static final List<ChannelId> CHANNELS =
      List.of(channel("01", 0), channel("01", 1), channel("02", 0));
  private static final Address GATEWAY = payee(9);

  private final Random random;
  private final SettableClock clock = new SettableClock();
  private final FakeChain chain;
  private final FakeLedger ledger = new FakeLedger();
  private final FakeEpochStore epochs = new FakeEpochStore();
  private final EarnedBook book;
  private final ReceiptPlaces places;
  private final Revenue revenue;
  final SettledEarnings settled;
  private final List<CallId> calls = new ArrayList<>();
  private long fence;

  EarnedWorld(Redis redis, Random random) {
    this.random = random;
    this.book = new RedisEarnedBook(redis);
    this.places = new ReceiptPlaces(redis);
    this.settled = new SettledEarnings(book);
    this.chain = new FakeChain(Duration.ofSeconds(random.nextInt(2) * 10L), clock);
    this.revenue = new Revenue(ledger, epochs, book, chain, SettlementWorld.configuration());
    ledger.now = clock.instant();
  }

  void step() {
    switch (random.nextInt(12)) {
      case 0, 1 -> settle();
      case 2 -> chain.refusing.add(CHANNELS.get(random.nextInt(3)));
      case 3 -> chain.refusing.clear();
      case 4 -> pay(payee(random.nextInt(4)));
      case 5 -> clock.advance(Duration.ofHours(random.nextInt(30)));
      default -> charge();
    }
  }

  Standing standing() {
    return revenue.standing();
  }

  BigInteger paid(Address payee) {
    return chain.paid.getOrDefault(payee, BigInteger.ZERO);
  }

  /** As {@link ChargeHistory} has them. */
  Map<Part, EarnedAmounts> byReceipt(Standing standing) {
    CreditedCharges credited = new CreditedCharges(standing, epochs, places, book);
    Map<Part, EarnedAmounts> sums = new HashMap<>();
    for (CallId call : calls) {
      List<Share> split = ledger.split(call);
      credited
          .place(call)
          .map(place -> credited.earnings(place, split))
          .orElseGet(() -> CreditedCharges.pending(split))
          .forEach(each -> sums.merge(Part.of(each.share()), each.amounts(), EarnedAmounts::plus));
    }
    return sums;
  }

  /** Few of the shares come to a base unit, and some are of nothing. */
  private void charge() {
    ledger.now = clock.instant().minus(Duration.ofHours(random.nextInt(3)));
    List<Share> split = new ArrayList<>();
    long sum = 0;
    for (int i = random.nextInt(5); i > 0; i--) {
      long millionths = random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextInt(2_000_000) + 1);
      split.add(
          new Share(
              Role.OWNER,
              new AssetId(1 + random.nextInt(3)),
              payee(random.nextInt(4)),
              millionths));
      sum += millionths;
    }
    split.addFirst(new Share(Role.GATEWAY, null, GATEWAY, 2_000_000 - sum % 1_000_000));
    calls.add(ledger.charge(CHANNELS.get(random.nextInt(3)), split));
  }

  /** Claims may name any active epoch; most name the last. */
  private void pay(Address payee) {
    long active = epochs.latestActive().map(Epoch::number).orElse(0L);
    if (active > 0) {
      Epoch by = epochs.find(1 + random.nextLong(active)).orElseThrow();
      chain.paid.merge(payee, Payouts.granted(by.table(), payee), BigInteger::max);
    }
  }

  private void settle() {
    try {
      job(new Crash.Plan(random.nextInt(30), random.nextBoolean())).settle(Duration.ZERO);
    } catch (Crash crashed) {
      // What was half entered is completed by a settlement later on.
    }
  }

  private SettlementJob job(Crash.Plan plan) {
    return new SettlementJob(
        wait -> Optional.of(new Hold(++fence)),
        plan.around(RevenueLedger.class, ledger),
        plan.around(SettlementChain.class, chain),
        SettlementWorld::claim,
        plan.around(EpochStore.class, epochs),
        call ->
            new ReceiptLeaves.Leaf(
                call.word(),
                ledger.split(call).stream()
                    .map(share -> new Owed(share.payee(), share.millionths()))
                    .toList()),
        plan.around(EarnedBook.class, book),
        plan.around(Publication.class, new Placing()),
        SettlementWorld.configuration(),
        new SettlementMetrics(),
        clock);
  }

  private record Hold(long fence) implements SettlementLock.Hold {
    @Override
    public void renew() {}

    @Override
    public void close() {}
  }

  /** Notes where receipts stand, as publishing them does. */
  private final class Placing implements Publication {
    @Override
    public void publish(Epoch epoch) {
      List<CallId> in = EpochBooks.calls(ledger, epochs.marks(epoch.number() - 1), epoch.marks());
      place(epoch.number(), in);
    }

    @Override
    public Optional<List<CallId>> callsOf(long epoch) {
      return Optional.empty();
    }

    @Override
    public void place(long epoch, List<CallId> calls) {
      places.store(epoch, calls, calls.stream().map(CallId::word).toList());
    }

    @Override
    public void publishOpen() {}
  }

  private static Address payee(int number) {
    return new Address("0x" + "0".repeat(39) + number);
  }

  private static ChannelId channel(String partition, int number) {
    return ChannelId.parse("0x" + partition + "0".repeat(61) + number);
  }
}
