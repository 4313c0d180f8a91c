package org.tributary.gateway.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which changes wait for replicas. */
class PartitionTest {
  @Test
  void money_isInPartitionsSettlementsAndOnItsWay() {
    assertTrue(Partition.isMoney(new Partition(3).key("channel:0x1")));
    assertTrue(Partition.isMoney("{settlement}:epoch:1"));
    assertTrue(Partition.isMoney("{tx:0x1}:open"));
    assertFalse(Partition.isMoney("{moves}:1:0x1"));
  }
}
