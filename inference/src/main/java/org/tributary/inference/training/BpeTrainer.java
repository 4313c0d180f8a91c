package org.tributary.inference.training;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Learns a byte-level byte-pair encoding (Sennrich et al., 2016; GPT-2's byte alphabet and word
 * pattern) from text.
 */
public final class BpeTrainer {
  /** GPT-2's pattern, as the ByteLevel pre-tokenizer of tokenizer.json splits text. */
  private static final Pattern WORDS =
      Pattern.compile(
          "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final Map<String, Integer> wordCounts = new HashMap<>();

  /** A merge of two symbols into one, in the order they were learnt. */
  public record Merge(String left, String right) {}

  /** Counts the words of {@code text}; call as often as there is text. */
  public void add(String text) {
    Matcher words = WORDS.matcher(text);
    while (words.find()) {
      wordCounts.merge(words.group(), 1, Integer::sum);
    }
  }

  /** The {@code count} most useful merges of the text added so far, best first. */
  public List<Merge> merges(int count) {
    return new Merging(wordCounts).run(count);
  }

  /** GPT-2's reversible mapping of bytes to printable characters, by byte value. */
  static List<String> alphabet() {
    List<String> symbols = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
      symbols.add(Character.toString(printable ? b : next++));
    }
    return symbols;
  }

  /** The words as symbol sequences, with the counts that choose the next merge. */
  private static final class Merging {
    private static final int MIN_COUNT = 2;
    private final List<String> symbols = new ArrayList<>(alphabet());
    private final List<int[]> words = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final Map<Long, Long> pairCounts = new HashMap<>();
    private final Map<Long, Set<Integer>> pairWords = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    private record Candidate(long pair, long count) implements Comparable<Candidate> {
      @Override
      public int compareTo(Candidate other) {
        int byCount = Long.compare(other.count, count);
        return byCount != 0 ? byCount : Long.compare(pair, other.pair);
      }
    }

    Merging(Map<String, Integer> wordCounts) {
      wordCounts.entrySet().stream()
          .filter(e -> e.getValue() >= MIN_COUNT)
          .sorted(Map.Entry.comparingByKey())
          .forEach(e -> addWord(e.getKey(), e.getValue()));
      pairCounts.forEach((pair, n) -> queue.add(new Candidate(pair, n)));
    }

    private void addWord(String word, int count) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      int[] ids = new int[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        ids[i] = bytes[i] & 0xff;
      }
      words.add(ids);
      counts.add(count);
      countPairs(words.size() - 1, 1, new HashSet<>());
    }

    private void countPairs(int word, int sign, Set<Long> touched) {
      int[] ids = words.get(word);
      for (int i = 0; i + 1 < ids.length; i++) {
        long pair = pair(ids[i], ids[i + 1]);
        pairCounts.merge(pair, (long) sign * counts.get(word), Long::sum);
        if (sign > 0) {
          pairWords.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
        }
        touched.add(pair);
      }
    }

    List<Merge> run(int count) {
      List<Merge> merges = new ArrayList<>();
      while (merges.size() < count && !queue.isEmpty()) {
        Candidate best = queue.poll();
        if (pairCounts.getOrDefault(best.pair, 0L) == best.count && best.count >= MIN_COUNT) {
          merges.add(apply(best.pair));
        }
      }
      return merges;
    }

    private Merge apply(long pair) {
      int left = (int) (pair >>> 32);
      int right = (int) pair;
      Merge merge = new Merge(symbols.get(left), symbols.get(right));
      symbols.add(merge.left + merge.right);
      Set<Long> touched = new HashSet<>();
      Set<Integer> affected = pairWords.remove(pair);
      for (int word : affected == null ? Set.<Integer>of() : affected) {
        countPairs(word, -1, touched);
        words.set(word, replace(words.get(word), left, right, symbols.size() - 1));
        countPairs(word, 1, touched);
      }
      pairCounts.remove(pair);
      for (long p : touched) {
        long n = pairCounts.getOrDefault(p, 0L);
        if (n >= MIN_COUNT) {
          queue.add(new Candidate(p, n));
        }
      }
      return merge;
    }

    private static int[] replace(int[] ids, int left, int right, int merged) {
      int[] out = new int[ids.length];
      int n = 0;
      for (int i = 0; i < ids.length; i++) {
        boolean match = i + 1 < ids.length && ids[i] == left && ids[i + 1] == right;
        out[n++] = match ? merged : ids[i];
        i += match ? 1 : 0;
      }
      return java.util.Arrays.copyOf(out, n);
    }

    private static long pair(int left, int right) {
      return ((long) left << 32) | right;
    }
  }
}
