package org.tributary.gateway.redis;

/** A key that stands while a backup is being brought back: what is there is not yet the ledger. */
public final class RestoreMark {

  private static final String KEY = "ledger:restoring";

  private RestoreMark() {}

  public static void set(Redis redis) {
    redis.commands().set(KEY, "1");
  }

  public static void clear(Redis redis) {
    redis.commands().del(KEY);
  }

  public static boolean isSet(Redis redis) {
    return redis.commands().exists(KEY) > 0;
  }
}
