package org.tributary.gateway.settlement;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.payout.EpochRoots;

/** Has watchers sign that the receipts behind an epoch are public; who does not is left out. */
@FunctionalInterface
interface WatcherSignatures {
  List<Signature> of(long epoch, EpochRoots roots, Bytes32 digest);
}
