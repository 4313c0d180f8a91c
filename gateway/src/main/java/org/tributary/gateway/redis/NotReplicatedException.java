package org.tributary.gateway.redis;

import io.lettuce.core.RedisException;

/** A change was made, and too few replicas confirmed it: whether it will last is not known. */
public final class NotReplicatedException extends RedisException {
  private static final long serialVersionUID = 1;

  NotReplicatedException(long copies, int needed) {
    super("the change is on %d of %d replicas; repeat it".formatted(copies, needed));
  }
}
