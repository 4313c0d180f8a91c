package org.tributary.gateway.settlement;

import io.lettuce.core.RedisFuture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/**
 * Where receipts stand in their epochs: beside each receipt's record its place, and for each epoch
 * the leaves of its tree.
 */
final class ReceiptPlaces {
  private static final int PAGE = 1_000;
  private static final int KEPT_TREES = 4;
  private static final int LEAF_CHARS = 66;

  private final Redis redis;
  private final Map<Long, MerkleList> trees =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, MerkleList> eldest) {
          return size() > KEPT_TREES;
        }
      };

  ReceiptPlaces(Redis redis) {
    this.redis = redis;
  }

  /** The epoch that a receipt is in, and its leaf there. */
  record Place(long epoch, int index) {}

  /** Again for the same epoch it writes the same again. */
  void store(long epoch, List<CallId> calls, List<Bytes32> leaves) {
    redis.commands().del(key(epoch));
    for (int from = 0; from < calls.size(); from += PAGE) {
      int to = Math.min(calls.size(), from + PAGE);
      StringBuilder page = new StringBuilder((to - from) * LEAF_CHARS);
      List<RedisFuture<Long>> written = new ArrayList<>();
      for (int i = from; i < to; i++) {
        page.append(leaves.get(i).text());
        Map<String, String> place =
            Map.of("epoch", Long.toString(epoch), "index", Integer.toString(i));
        written.add(redis.pipeline().hset(receipt(calls.get(i)), place));
      }
      redis.await(written);
      redis.commands().rpush(key(epoch), page.toString());
    }
  }

  /** Empty for a receipt that is in no epoch yet. */
  Optional<Place> of(CallId call) {
    var fields = redis.commands().hmget(receipt(call), "epoch", "index");
    return fields.get(0).hasValue()
        ? Optional.of(
            new Place(
                Long.parseLong(fields.get(0).getValue()),
                Integer.parseInt(fields.get(1).getValue())))
        : Optional.empty();
  }

  /** Of an epoch that was stored; kept for the next receipt of the same one. */
  synchronized MerkleList tree(Epoch epoch) {
    MerkleList known = trees.get(epoch.number());
    if (known != null && known.commitment().equals(epoch.receiptsRoot())) {
      return known;
    }
    MerkleList tree = read(epoch.number());
    if (!tree.commitment().equals(epoch.receiptsRoot())) {
      throw new IllegalStateException("the leaves of epoch " + epoch.number() + " are not its own");
    }
    trees.put(epoch.number(), tree);
    return tree;
  }

  private MerkleList read(long epoch) {
    MerkleList.Builder leaves = new MerkleList.Builder();
    for (String page : redis.commands().lrange(key(epoch), 0, -1)) {
      for (int at = 0; at < page.length(); at += LEAF_CHARS) {
        leaves.add(new Bytes32(page.substring(at, at + LEAF_CHARS)));
      }
    }
    return leaves.build();
  }

  private static String receipt(CallId call) {
    return new Partition(call.partition()).key("receipt:" + call);
  }

  private static String key(long epoch) {
    return "{settlement}:leaves:" + epoch;
  }
}
