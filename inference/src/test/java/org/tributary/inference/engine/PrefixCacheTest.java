package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private static final int CHUNK = 3;

  /** A prompt that is looked up and then computed and kept up to {@code chunks}. */
  private record Use(int kind, List<Integer> chunkIds, int rest, int chunks) {
    long[] prompt() {
      long[] prompt = new long[chunkIds.size() * CHUNK + rest];
      for (int i = 0; i < prompt.length; i++) {
        int chunk = i / CHUNK;
        prompt[i] = chunk < chunkIds.size() ? chunkIds.get(chunk) * 7L + i % CHUNK : 99;
      }
      return prompt;
    }
  }

  @Provide
  Arbitrary<List<Use>> uses() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 2).list().ofMaxSize(6),
            Arbitraries.integers().between(0, CHUNK - 1),
            Arbitraries.integers().between(0, 6))
        .as(Use::new)
        .list()
        .ofMaxSize(40);
  }

  /** What a block was filled with: kind and every id from the prompt's first on. */
  private final Map<Integer, List<Long>> contents = new HashMap<>();

  private static List<Long> beginning(long kind, long[] prompt, int to) {
    List<Long> ids = new ArrayList<>(List.of(kind));
    Arrays.stream(prompt, 0, to).forEach(ids::add);
    return ids;
  }

  private void keep(PrefixCache cache, long kind, long[] prompt, int from, int blocks) {
    cache.keep(
        kind,
        prompt,
        from,
        block -> {
          assertTrue(block >= 0 && block < blocks);
          contents.put(block, beginning(kind, prompt, from + CHUNK));
        });
  }

  private void check(List<Integer> found, long kind, long[] prompt) {
    assertEquals(found.size(), new HashSet<>(found).size(), "one block for two chunks");
    assertTrue(found.size() * CHUNK < prompt.length || prompt.length == 0, "the last position");
    for (int i = 0; i < found.size(); i++) {
      assertEquals(beginning(kind, prompt, (i + 1) * CHUNK), contents.get(found.get(i)));
    }
  }

  /**
   * A block is only ever found for exactly the ids, predecessors and kind that it was filled for.
   */
  @Property(tries = 400)
  void find_givesWhatWasKept(
      @ForAll("uses") List<Use> uses, @ForAll @IntRange(min = 0, max = 9) int blocks) {
    contents.clear();
    PrefixCache cache = new PrefixCache(CHUNK, blocks);
    for (Use use : uses) {
      long[] prompt = use.prompt();
      check(cache.find(use.kind, prompt), use.kind, prompt);
      for (int i = 0; i < Math.min(use.chunks, use.chunkIds.size()); i++) {
        keep(cache, use.kind, prompt, i * CHUNK, blocks);
      }
      check(cache.find(use.kind, prompt), use.kind, prompt);
      assertTrue(contents.size() <= blocks);
    }
    for (Use use : uses) {
      check(cache.find(use.kind, use.prompt()), use.kind, use.prompt());
    }
  }

  /** With room for all, nothing that was kept is ever missing. */
  @Property(tries = 200)
  void find_missesNothing_whereThereIsRoom(@ForAll("uses") List<Use> uses) {
    int blocks = 2 * (3 + 9 + 27 + 81 + 243 + 729);
    contents.clear();
    PrefixCache cache = new PrefixCache(CHUNK, blocks);
    Set<List<Long>> kept = new HashSet<>();
    for (Use use : uses) {
      long[] prompt = use.prompt();
      for (int i = 0; i < Math.min(use.chunks, use.chunkIds.size()); i++) {
        keep(cache, use.kind, prompt, i * CHUNK, blocks);
        kept.add(beginning(use.kind, prompt, (i + 1) * CHUNK));
      }
    }
    for (Use use : uses) {
      long[] prompt = use.prompt();
      int expected = 0;
      while ((expected + 1) * CHUNK < prompt.length
          && kept.contains(beginning(use.kind, prompt, (expected + 1) * CHUNK))) {
        expected++;
      }
      assertEquals(expected, cache.find(use.kind, prompt).size());
    }
    assertEquals(kept.size(), contents.size(), "each chunk has one block");
  }

  /** A whole prompt that fits is always found again at once, whatever was kept before. */
  @Property(tries = 200)
  void keep_makesRoomForTheNewest(
      @ForAll("uses") List<Use> uses, @ForAll @IntRange(min = 1, max = 9) int blocks) {
    contents.clear();
    PrefixCache cache = new PrefixCache(CHUNK, blocks);
    for (Use use : uses) {
      long[] prompt = Arrays.copyOf(use.prompt(), use.chunkIds.size() * CHUNK + 1);
      for (int i = 0; i < use.chunkIds.size(); i++) {
        keep(cache, use.kind, prompt, i * CHUNK, blocks);
      }
      assertEquals(Math.min(blocks, use.chunkIds.size()), cache.find(use.kind, prompt).size());
    }
  }

  private static long[] prompt(long... chunks) {
    long[] prompt = new long[chunks.length * CHUNK + 1];
    Arrays.setAll(prompt, i -> i / CHUNK < chunks.length ? chunks[i / CHUNK] : 1);
    return prompt;
  }

  private void keepAll(PrefixCache cache, int blocks, long[] prompt) {
    for (int from = 0; from + CHUNK < prompt.length; from += CHUNK) {
      keep(cache, 0, prompt, from, blocks);
    }
  }

  @Test
  void keep_evictsWhatWasUsedLongestAgo() {
    PrefixCache cache = new PrefixCache(CHUNK, 3);
    keepAll(cache, 3, prompt(1));
    keepAll(cache, 3, prompt(2));
    keepAll(cache, 3, prompt(3));
    assertEquals(1, cache.find(0, prompt(1)).size());
    keepAll(cache, 3, prompt(4));
    assertEquals(0, cache.find(0, prompt(2)).size());
    for (int still : new int[] {1, 3, 4}) {
      assertEquals(1, cache.find(0, prompt(still)).size(), "prompt " + still);
    }
  }

  /** A conversation loses its end first: what is left is still of use. */
  @Test
  void keep_evictsChildrenBeforeTheirParents() {
    PrefixCache cache = new PrefixCache(CHUNK, 4);
    keepAll(cache, 4, prompt(1, 2, 3, 4));
    for (int others = 1; others <= 3; others++) {
      keepAll(cache, 4, prompt(100 + others));
      // Not by find, which would count as a use.
      assertEquals(4 - others, kept(1, 2, 3, 4));
    }
  }

  private long kept(long... chunks) {
    return contents.values().stream()
        .filter(ids -> {
          long[] prompt = prompt(chunks);
          return ids.equals(beginning(0, prompt, ids.size() - 1));
        })
        .count();
  }

  /** Between two chunks of one prompt others are kept: its own last chunk is then the eldest. */
  @Test
  void keep_goesOn_whenThePredecessorIsTheEldest() {
    PrefixCache cache = new PrefixCache(CHUNK, 3);
    long[] slow = prompt(1, 2);
    keep(cache, 0, slow, 0, 3);
    keepAll(cache, 3, prompt(8));
    keepAll(cache, 3, prompt(9));
    keep(cache, 0, slow, CHUNK, 3);
    assertEquals(2, cache.find(0, slow).size());
    assertEquals(0, cache.find(0, prompt(8)).size());
  }

  /** A look along a path is a use of it: the parent must be the later used one even then. */
  @Test
  void keep_withoutPredecessor_leavesParentsYoungerThanTheirChildren() {
    PrefixCache cache = new PrefixCache(CHUNK, 2);
    keepAll(cache, 2, prompt(1, 2));
    keep(cache, 0, prompt(1, 2, 3, 4), 3 * CHUNK, 2);
    keepAll(cache, 2, prompt(9));
    assertEquals(1, cache.find(0, prompt(1, 2)).size());
  }

  @Test
  void keep_withoutPredecessor_keepsNothing() {
    PrefixCache cache = new PrefixCache(CHUNK, 3);
    keep(cache, 0, prompt(1, 2), CHUNK, 3);
    assertEquals(Map.of(), contents);
  }

  @Test
  void keep_ofWhatIsKept_fillsNothing() {
    PrefixCache cache = new PrefixCache(CHUNK, 3);
    keepAll(cache, 3, prompt(1));
    cache.keep(
        0,
        prompt(1),
        0,
        block -> {
          throw new AssertionError("filled twice");
        });
    assertEquals(1, cache.find(0, prompt(1)).size());
  }

  /** A failed copy must neither be found nor cost a block for ever. */
  @Test
  void keep_thatFails_givesItsBlockBack() {
    PrefixCache cache = new PrefixCache(CHUNK, 1);
    for (int i = 0; i < 3; i++) {
      long[] prompt = prompt(i);
      assertThrows(
          IllegalStateException.class,
          () ->
              cache.keep(
                  0,
                  prompt,
                  0,
                  block -> {
                    throw new IllegalStateException("device lost");
                  }));
      assertEquals(List.of(), cache.find(0, prompt));
    }
    keepAll(cache, 1, prompt(7));
    assertEquals(1, cache.find(0, prompt(7)).size());
  }

  @Test
  void find_neverServesTheLastPosition() {
    PrefixCache cache = new PrefixCache(CHUNK, 4);
    long[] prompt = prompt(1, 2);
    keepAll(cache, 4, prompt);
    assertEquals(2, cache.find(0, prompt).size());
    assertEquals(1, cache.find(0, Arrays.copyOf(prompt, 2 * CHUNK)).size());
    assertEquals(0, cache.find(0, Arrays.copyOf(prompt, CHUNK)).size());
  }

  @Test
  void kinds_shareNothing() {
    PrefixCache cache = new PrefixCache(CHUNK, 4);
    cache.keep(700, prompt(1), 0, block -> {});
    assertFalse(cache.find(700, prompt(1)).isEmpty());
    assertEquals(List.of(), cache.find(0, prompt(1)));
    assertEquals(List.of(), cache.find(701, prompt(1)));
  }
}
