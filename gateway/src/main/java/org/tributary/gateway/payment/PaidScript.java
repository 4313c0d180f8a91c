package org.tributary.gateway.payment;

import java.util.ArrayList;
import java.util.List;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/**
 * A script that knows by what a call is paid: for each kind of authority its own, so that a
 * voucher's call runs nothing of what limits access keys.
 */
record PaidScript(LuaScript byAccessKey, LuaScript byVoucher) {

  static PaidScript load(String name) {
    return new PaidScript(LuaScript.load(name, "access_key"), LuaScript.load(name, "voucher"));
  }

  static PaidScript load(String name, String helpers) {
    return new PaidScript(
        LuaScript.load(name, "access_key", helpers), LuaScript.load(name, "voucher", helpers));
  }

  /** {@code limited} are the keys that only a call paid by an access key touches, or none. */
  List<String> run(Redis redis, List<String> keys, List<String> limited, List<String> arguments) {
    String[] texts = arguments.toArray(String[]::new);
    if (limited.isEmpty()) {
      return byVoucher.run(redis, keys, texts);
    }
    List<String> all = new ArrayList<>(keys);
    all.addAll(limited);
    return byAccessKey.run(redis, all, texts);
  }
}
