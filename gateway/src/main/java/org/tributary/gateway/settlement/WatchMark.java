package org.tributary.gateway.settlement;

import java.util.List;
import java.util.Optional;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.redis.Redis;

/** The last block whose events have been dealt with, by number and hash. */
record WatchMark(long block, Bytes32 hash) {
  private static final String KEY = "{settlement}:watched";

  static Optional<WatchMark> load(Redis redis) {
    return Optional.ofNullable(redis.commands().get(KEY)).map(WatchMark::parse);
  }

  static void save(Redis redis, Chain.Block block) {
    redis.commands().set(KEY, block.number() + " " + block.hash());
  }

  private static WatchMark parse(String text) {
    List<String> words = List.of(text.split(" ", 2));
    return new WatchMark(Long.parseLong(words.getFirst()), new Bytes32(words.getLast()));
  }
}
