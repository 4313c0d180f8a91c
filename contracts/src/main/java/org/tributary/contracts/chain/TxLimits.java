package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Duration;

/**
 * What a transaction may cost and how long it may take.
 *
 * @param gasMarginPercent above the estimate: another transaction of the block may touch the same
 *     storage
 * @param maxGas more is refused before anything is sent
 * @param maxFeePerGas in wei; a dearer market is waited for at this price
 * @param stuckAfter a transaction that is not mined by then is replaced by one that pays more
 * @param feeBumpPercent how much more; nodes ask for 10 at least
 * @param waitAtMost then the caller is told, and the transaction stays open in the journal
 * @param pollInterval how often to look
 */
public record TxLimits(
    int gasMarginPercent,
    long maxGas,
    BigInteger maxFeePerGas,
    Duration stuckAfter,
    int feeBumpPercent,
    Duration waitAtMost,
    Duration pollInterval) {

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  /** Gas up to what one transaction may take on Ethereum since EIP-7825, at 500 gwei at most. */
  public static final TxLimits DEFAULT =
      new TxLimits(
          25,
          1 << 24,
          BigInteger.valueOf(500_000_000_000L),
          Duration.ofSeconds(30),
          25,
          Duration.ofSeconds(60),
          Duration.ofMillis(50));

  public TxLimits {
    if (gasMarginPercent < 0 || maxGas < 21_000 || maxFeePerGas.signum() <= 0) {
      throw new IllegalArgumentException("limits of gas out of range");
    }
    if (feeBumpPercent < 10 || !stuckAfter.isPositive() || !waitAtMost.isPositive()) {
      throw new IllegalArgumentException("limits of waiting for a transaction out of range");
    }
  }

  public TxLimits waiting(Duration stuck, Duration most) {
    return new TxLimits(
        gasMarginPercent, maxGas, maxFeePerGas, stuck, feeBumpPercent, most, pollInterval);
  }

  /** The limit to send with. */
  BigInteger gasLimit(BigInteger estimate) {
    BigInteger most = BigInteger.valueOf(maxGas);
    if (estimate.compareTo(most) > 0) {
      throw new ChainException.Refused(
          "the transaction needs %s gas, and at most %s is allowed".formatted(estimate, most));
    }
    return percent(estimate, 100 + gasMarginPercent).min(most);
  }

  Chain.Fees capped(Chain.Fees fees) {
    BigInteger maxFee = fees.maxFeePerGas().min(maxFeePerGas);
    return new Chain.Fees(fees.maxPriorityFeePerGas().min(maxFee), maxFee);
  }

  /** What replaces a transaction that paid {@code last}: more than it, and what the market asks. */
  Chain.Fees bumped(Chain.Fees last, Chain.Fees market) {
    return capped(
        new Chain.Fees(
            bump(last.maxPriorityFeePerGas()).max(market.maxPriorityFeePerGas()),
            bump(last.maxFeePerGas()).max(market.maxFeePerGas())));
  }

  private BigInteger bump(BigInteger fee) {
    return percent(fee, 100 + feeBumpPercent).add(BigInteger.ONE);
  }

  private static BigInteger percent(BigInteger amount, int percent) {
    return amount.multiply(BigInteger.valueOf(percent)).divide(HUNDRED);
  }
}
