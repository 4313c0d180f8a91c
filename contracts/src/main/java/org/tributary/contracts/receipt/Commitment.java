package org.tributary.contracts.receipt;

import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.voucher.ChannelId;

/**
 * How a receipt names what only its payer knows: hashed with a salt that only the payer is given,
 * because a short prompt is found by trying.
 */
public final class Commitment {
  private Commitment() {}

  /** To a request's body or an answer's text, by its Keccak-256. */
  public static Bytes32 to(Bytes32 salt, Bytes32 hash) {
    return Keccak256.hash(salt.bytes(), hash.bytes());
  }

  /** The tag that stands for a channel. */
  public static Bytes32 tag(ChannelId channel, Bytes32 salt) {
    return Keccak256.hash(channel.value().bytes(), salt.bytes());
  }
}
