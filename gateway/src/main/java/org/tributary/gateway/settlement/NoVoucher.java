package org.tributary.gateway.settlement;

import org.tributary.contracts.voucher.ChannelId;

/**
 * A wallet's channel was charged more than its payer is known to have signed: it cannot pay now.
 */
final class NoVoucher extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoVoucher(ChannelId channel) {
    super("no voucher for what channel " + channel + " was charged");
  }
}
