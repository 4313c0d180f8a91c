package org.tributary.gateway.payment;

import java.util.List;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.redis.Partition;

/**
 * The Redis keys that one call touches, all in its channel's partition.
 *
 * @param limited the access key's own, and what trials pay to payees; none where a voucher pays
 */
record CallKeys(
    Partition partition,
    String call,
    String leases,
    String channel,
    String account,
    String receipt,
    String ledger,
    String answer,
    List<String> limited) {

  static CallKeys of(CallContext context) {
    Partition partition = partitionOf(context.callId());
    return new CallKeys(
        partition,
        call(context.callId()),
        leases(partition),
        partition.key("channel:" + context.channel()),
        partition.key("account:" + context.account()),
        receipt(context.callId()),
        partition.key("ledger"),
        answer(context.callId()),
        limited(context, partition));
  }

  private static List<String> limited(CallContext context, Partition partition) {
    return context.accessKey() == null
        ? List.of()
        : List.of(
            partition.key("key:" + context.account() + ":" + context.accessKey()),
            partition.key("trial:payees"));
  }

  static String call(CallId id) {
    return partitionOf(id).key("call:" + id);
  }

  static String receipt(CallId id) {
    return partitionOf(id).key("receipt:" + id);
  }

  /** What was kept of the answer, part by part. */
  static String answer(CallId id) {
    return partitionOf(id).key("answer:" + id);
  }

  static String leases(Partition partition) {
    return partition.key("leases");
  }

  private static Partition partitionOf(CallId id) {
    return new Partition(id.partition());
  }
}
