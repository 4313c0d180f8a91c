package org.tributary.gateway.payment;

import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.redis.Partition;

/** The Redis keys that one call touches, all in its channel's partition. */
record CallKeys(
    Partition partition,
    String call,
    String leases,
    String channel,
    String account,
    String receipt,
    String ledger,
    String answer,
    String accessKey,
    String trialPayees) {

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
        accessKey(context, partition),
        partition.key("trial:payees"));
  }

  /** The access key that pays; a call of another authority names its channel again. */
  private static String accessKey(CallContext context, Partition partition) {
    return context.accessKey() == null
        ? partition.key("channel:" + context.channel())
        : partition.key("key:" + context.account() + ":" + context.accessKey());
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
