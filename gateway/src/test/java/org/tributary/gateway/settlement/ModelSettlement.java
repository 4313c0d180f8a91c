package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.redis.Redis;

/**
 * The steps of a settlement on the ledger in Redis, against a chain in memory that pays what was
 * signed and never more; it may die before any of its steps.
 */
public final class ModelSettlement {

  private final RevenueLedger ledger;
  private final ToLongFunction<ChannelId> ceiling;
  private final Map<ChannelId, BigInteger> claimed = new HashMap<>();
  private long fence;
  private int stepsLeft;

  /** It died, as it was told. */
  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** {@code ceiling} is what a channel's payer has signed, and holds, at most. */
  public ModelSettlement(Redis redis, ChannelLedger calls, ToLongFunction<ChannelId> ceiling) {
    this.ledger = new RedisRevenueLedger(redis, new Channels(redis), calls);
    this.ceiling = ceiling;
  }

  /** Settles at most so many charges, and dies before step {@code steps}; false if it died. */
  public boolean run(int maxEntries, int steps) {
    stepsLeft = steps;
    fence++;
    try {
      Cut cut = ledger.unfolded(maxEntries);
      cut.totals().forEach(this::claim);
      cut.settled(Map.copyOf(claimed), Set.of())
          .ends()
          .forEach((partition, end) -> {
            step();
            ledger.fold(partition, end, List.of(), fence);
          });
      return true;
    } catch (Died asTold) {
      return false;
    }
  }

  private void claim(ChannelId channel, BigInteger total) {
    step();
    if (total.compareTo(BigInteger.valueOf(ceiling.applyAsLong(channel))) > 0) {
      throw new AssertionError(channel + " is charged " + total + ", above what was signed");
    }
    BigInteger paid = claimed.merge(channel, total, BigInteger::max);
    step();
    ledger.recordClaimed(Map.of(channel, paid));
  }

  private void step() {
    if (stepsLeft-- == 0) {
      throw new Died();
    }
  }

  /** All that payees are owed by what was folded, in millionths. */
  public BigInteger owed() {
    return ledger.folded().byPayee().values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** All that the chain has paid. */
  public BigInteger paid() {
    return claimed.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }
}
