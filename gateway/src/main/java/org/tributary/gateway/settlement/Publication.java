package org.tributary.gateway.settlement;

import java.util.List;
import java.util.Optional;
import org.tributary.contracts.receipt.CallId;

/** Makes public what anybody needs to check a settlement, and to go on without this gateway. */
interface Publication {

  /** Before the epoch's root is proposed; does nothing where it was done before. */
  void publish(Epoch epoch);

  /** What has been charged since the last epoch, and every channel's highest voucher. */
  void publishOpen();

  /** Whose receipts are published as an epoch's, in their order; empty where there is no file. */
  Optional<List<CallId>> callsOf(long epoch);

  /** Notes where these receipts stand in an epoch that somebody else has made. */
  void place(long epoch, List<CallId> calls);
}
