package org.tributary.gateway.settlement;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigInteger;
import java.util.Objects;
import java.util.stream.Stream;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;

/**
 * What a watcher is asked to sign: that all receipts behind these roots are public. Numbers are
 * decimal text.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AvailabilityRequest(
    String epoch,
    Bytes32 payoutRoot,
    String payees,
    String total,
    Bytes32 receiptsRoot,
    Bytes32 digest) {

  public AvailabilityRequest {
    Stream.of(epoch, payoutRoot, payees, total, receiptsRoot, digest)
        .forEach(Objects::requireNonNull);
  }

  static AvailabilityRequest of(long epoch, EpochRoots roots, Bytes32 digest) {
    return new AvailabilityRequest(
        Long.toString(epoch),
        roots.payoutRoot(),
        Long.toString(roots.payees()),
        roots.total().toString(),
        roots.receiptsRoot(),
        digest);
  }

  /**
   * @throws NumberFormatException if it is none
   */
  public long number() {
    return Long.parseLong(epoch);
  }

  /**
   * @throws IllegalArgumentException if they cannot be any epoch's
   */
  public EpochRoots roots() {
    return new EpochRoots(payoutRoot, Long.parseLong(payees), new BigInteger(total), receiptsRoot);
  }
}
