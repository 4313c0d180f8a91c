package org.tributary.gateway.settlement;

/** Makes public what anybody needs to check a settlement, and to go on without this gateway. */
interface Publication {

  /** Before the epoch's root is proposed; does nothing where it was done before. */
  void publish(Epoch epoch);

  /** What has been charged since the last epoch, and every channel's highest voucher. */
  void publishOpen();
}
