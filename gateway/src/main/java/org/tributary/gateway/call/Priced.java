package org.tributary.gateway.call;

import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.asset.ModelOffer;

/**
 * A request that can be served, for no more than this.
 *
 * @param ceiling base units
 * @param modelTokens the most it may use, for the limits of access keys
 */
public record Priced(Product product, ModelOffer offer, long ceiling, long modelTokens) {

  /**
   * What {@code most} costs, in base units.
   *
   * @throws org.tributary.gateway.error.ApiException when no channel could ever be charged so much
   */
  public static long ceiling(Product product, Prices prices, Usage most) {
    long ceiling;
    try {
      ceiling = prices.charge(most);
    } catch (ArithmeticException beyondLong) {
      throw CallRefusals.beyondAnyPrice(product);
    }
    if (ceiling > Split.MAX_CHARGE) {
      throw CallRefusals.beyondAnyPrice(product);
    }
    return ceiling;
  }
}
