package org.tributary.gateway.payment;

import org.tributary.gateway.account.AccessKeyId;

/** What lets a call spend from its channel; the script that reserves its ceiling checks it. */
public sealed interface Authority {

  /**
   * An access key of the call's account: the gateway holds the channel's authorizer key.
   *
   * @param sha256 the hash of the key that was shown
   * @param model the name of the model that is called
   * @param modelTokens the most that the call may use of it
   */
  record AccessKey(AccessKeyId id, String sha256, String model, long modelTokens)
      implements Authority {

    public AccessKey {
      if (modelTokens < 0) {
        throw new IllegalArgumentException("a call of negative size");
      }
    }
  }

  /**
   * A voucher whose signature was verified: the payer lets the channel be charged up to {@code
   * maxClaimable} base units in all.
   *
   * @param signature 0x and hex, kept for the claim
   */
  record SignedVoucher(long maxClaimable, String signature) implements Authority {

    public SignedVoucher {
      if (maxClaimable < 0) {
        throw new IllegalArgumentException("a voucher for a negative amount");
      }
    }
  }
}
