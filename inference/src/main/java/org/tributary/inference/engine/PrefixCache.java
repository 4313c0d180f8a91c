package org.tributary.inference.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which prefix block holds which beginning of a prompt, chunk after chunk; the least recently used
 * gives way.
 *
 * <p>A chunk is found by its ids and by the chunk before it, compared whole and not by a hash: two
 * prompts never share what they do not have in common. Only what was computed as a whole chunk of a
 * prompt is kept, so what is restored is bit by bit what computing it again would give.
 */
final class PrefixCache {
  private final int chunk;
  private final Deque<Integer> free = new ArrayDeque<>();

  /** In the order of their last use. */
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long lastLink;

  /** A chunk's ids after the chunk that {@code before} stands for. */
  private static final class Key {
    private final long before;
    private final long[] ids;

    Key(long before, long[] ids) {
      this.before = before;
      this.ids = ids;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && before == key.before && Arrays.equals(ids, key.ids);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(before) + Arrays.hashCode(ids);
    }
  }

  /** {@code link} stands for this chunk after all those before it. */
  private record Entry(int block, long link) {}

  PrefixCache(int chunk, int blocks) {
    this.chunk = chunk;
    for (int block = 0; block < blocks; block++) {
      free.add(block);
    }
  }

  /**
   * The blocks that hold the beginning of {@code prompt}, in order. The last position is never
   * among them: its logits must be computed.
   *
   * @param kind prompts of different kinds share nothing
   */
  List<Integer> find(long kind, long[] prompt) {
    List<Integer> blocks = new ArrayList<>();
    List<Key> path = new ArrayList<>();
    long before = root(kind);
    for (int from = 0; from + chunk < prompt.length; from += chunk) {
      Key key = new Key(before, Arrays.copyOfRange(prompt, from, from + chunk));
      Entry entry = entries.get(key);
      if (entry == null) {
        break;
      }
      blocks.add(entry.block);
      path.add(key);
      before = entry.link;
    }
    touch(path);
    return blocks;
  }

  /** What holds the chunk that begins at {@code from}, once it is filled. */
  interface Filler {
    void fill(int block);
  }

  /** Keeps the chunk of {@code prompt} that begins at {@code from}, if all before it are kept. */
  void keep(long kind, long[] prompt, int from, Filler filler) {
    List<Key> path = new ArrayList<>();
    Set<Long> links = new HashSet<>();
    long before = root(kind);
    for (int at = 0; at < from; at += chunk) {
      Key key = new Key(before, Arrays.copyOfRange(prompt, at, at + chunk));
      Entry entry = entries.get(key);
      if (entry == null) {
        touch(path);
        return;
      }
      path.add(key);
      links.add(entry.link);
      before = entry.link;
    }
    Key key = new Key(before, Arrays.copyOfRange(prompt, from, from + chunk));
    if (!entries.containsKey(key)) {
      OptionalInt block = free.isEmpty() ? evicted(links) : OptionalInt.of(free.remove());
      if (block.isPresent()) {
        put(key, block.getAsInt(), filler);
      }
    }
    touch(path);
  }

  private void put(Key key, int block, Filler filler) {
    boolean filled = false;
    try {
      filler.fill(block);
      entries.put(key, new Entry(block, ++lastLink));
      filled = true;
    } finally {
      if (!filled) {
        free.add(block);
      }
    }
  }

  /** A chunk is of no use without those before it: they must outlive it. */
  private void touch(List<Key> path) {
    Collections.reverse(path);
    path.forEach(entries::get);
  }

  /** Roots are negative, links positive. */
  private static long root(long kind) {
    return -1 - kind;
  }

  /**
   * The block of the least recently used chunk, unless {@code needed} has it: those have just been
   * looked up, so then there are no others.
   */
  private OptionalInt evicted(Set<Long> needed) {
    Iterator<Entry> eldest = entries.values().iterator();
    if (!eldest.hasNext()) {
      return OptionalInt.empty();
    }
    Entry entry = eldest.next();
    if (needed.contains(entry.link)) {
      return OptionalInt.empty();
    }
    eldest.remove();
    return OptionalInt.of(entry.block);
  }
}
