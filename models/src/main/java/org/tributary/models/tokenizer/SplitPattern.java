package org.tributary.models.tokenizer;

/**
 * Tells whether a regular expression can be matched without much backtracking.
 *
 * <p>The native library ends the process when one match backtracks ten million times. So of the
 * parts that an alternative must get past before its last part that can fail, one may repeat
 * without end, and the others may offer two ways in all (sixteen if none repeats without end); and
 * all such alternatives together offer four. So a text of n characters costs at most 4n steps back.
 * The patterns of GPT-2, Llama 3, Qwen, DeepSeek and Mistral are of this kind.
 */
final class SplitPattern {
  private static final int MAX_LENGTH = 2_000;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_WAYS = 16;
  private static final int MAX_WAYS_BESIDE_LOOP = 2;
  private static final int MAX_COST = 4;
  private static final long MAX_TOTAL = 1 << 20;

  private final String regex;
  private int at;
  private long cost;

  private SplitPattern(String regex) {
    this.regex = regex;
  }

  /** False also for what is not understood here. */
  static boolean isBounded(String regex) {
    if (regex.isEmpty() || regex.length() > MAX_LENGTH) {
      return false;
    }
    SplitPattern pattern = new SplitPattern(regex);
    try {
      pattern.alternatives(0);
      return pattern.at == regex.length() && pattern.cost <= MAX_COST;
    } catch (Unbounded | StringIndexOutOfBoundsException e) {
      return false;
    }
  }

  /** One part of an alternative: whether it can fail, loops, and in how many ways it matches. */
  private record Atom(boolean canFail, boolean loops, long ways) {
    static final Atom PLAIN = new Atom(true, false, 1);
  }

  private static final class Unbounded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unbounded() {
      super("", null, false, false);
    }
  }

  private Atom alternatives(int depth) {
    require(depth <= MAX_DEPTH);
    Atom all = alternative(depth);
    while (at < regex.length() && regex.charAt(at) == '|') {
      at++;
      Atom next = alternative(depth);
      all = new Atom(true, all.loops | next.loops, Math.min(MAX_TOTAL, all.ways + next.ways));
    }
    return all;
  }

  /** Ways are counted up to the last part that can fail: past it nothing is tried again. */
  private Atom alternative(int depth) {
    long ways = 1;
    long tried = 0;
    int loops = 0;
    boolean canFail = false;
    while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      Atom atom = quantified(atom(depth));
      if (atom.canFail) {
        require(loops <= 1 && ways <= (loops == 1 ? MAX_WAYS_BESIDE_LOOP : MAX_WAYS));
        canFail = true;
        tried = loops == 1 ? ways : 0;
      }
      ways = Math.min(MAX_TOTAL, ways * atom.ways);
      loops += atom.loops ? 1 : 0;
    }
    cost += tried;
    return new Atom(canFail, loops > 0, ways);
  }

  private Atom atom(int depth) {
    char c = regex.charAt(at++);
    return switch (c) {
      case '(' -> group(depth);
      case '[' -> {
        characterClass(0);
        yield Atom.PLAIN;
      }
      case '\\' -> {
        escape();
        yield Atom.PLAIN;
      }
      case '*', '+', '?', '{' -> throw new Unbounded();
      default -> Atom.PLAIN;
    };
  }

  /** Nothing inside a group may loop: a group may be tried at every place of the text. */
  private Atom group(int depth) {
    if (regex.charAt(at) == '?') {
      at++;
      int start = at;
      while (regex.charAt(at) == 'i' || regex.charAt(at) == '-') {
        at++;
      }
      char kind = regex.charAt(at++);
      require(kind == ':' || at == start + 1 && (kind == '=' || kind == '!'));
    }
    Atom inside = alternatives(depth + 1);
    require(regex.charAt(at++) == ')' && !inside.loops);
    return inside.canFail ? inside : new Atom(true, false, inside.ways + 1);
  }

  /** In this dialect classes nest. */
  private void characterClass(int depth) {
    require(depth <= MAX_DEPTH);
    if (regex.charAt(at) == '^') {
      at++;
    }
    require(regex.charAt(at) != ']');
    for (char c = regex.charAt(at++); c != ']'; c = regex.charAt(at++)) {
      if (c == '[') {
        characterClass(depth + 1);
      } else if (c == '\\') {
        escape();
      }
    }
  }

  /** No back-references (\1, \k), no calls (\g), no \K: they make matching costly. */
  private void escape() {
    char c = regex.charAt(at++);
    require(!Character.isLetterOrDigit(c) || "pPsSdDwWnrtfvxuhHR".indexOf(c) >= 0);
    if ((c == 'p' || c == 'P' || c == 'x') && at < regex.length() && regex.charAt(at) == '{') {
      int close = regex.indexOf('}', at);
      require(close > 0);
      at = close + 1;
    }
  }

  private Atom quantified(Atom atom) {
    if (at == regex.length()) {
      return atom;
    }
    Atom repeated =
        switch (regex.charAt(at)) {
          case '?' -> new Atom(false, atom.loops, atom.ways + 1);
          case '*' -> loop(atom, false);
          case '+' -> loop(atom, true);
          case '{' -> counted(atom);
          default -> null;
        };
    if (repeated == null) {
      return atom;
    }
    at++;
    if (at < regex.length() && (regex.charAt(at) == '+' || regex.charAt(at) == '?')) {
      at++;
    }
    require(at == regex.length() || "*+?{".indexOf(regex.charAt(at)) < 0);
    return repeated;
  }

  private static Atom loop(Atom atom, boolean canFail) {
    require(atom.equals(Atom.PLAIN));
    return new Atom(canFail, true, 1);
  }

  private Atom counted(Atom atom) {
    int close = regex.indexOf('}', at);
    require(close > 0 && close - at <= 8);
    String[] counts = regex.substring(at + 1, close).split(",", -1);
    at = close;
    require(counts.length <= 2 && counts[0].matches("[0-9]{1,3}"));
    int least = Integer.parseInt(counts[0]);
    if (counts.length == 2 && counts[1].isEmpty()) {
      return loop(atom, least > 0);
    }
    require(counts[counts.length - 1].matches("[0-9]{1,3}"));
    int most = Integer.parseInt(counts[counts.length - 1]);
    require(atom.equals(Atom.PLAIN) && most >= least);
    return new Atom(least > 0, false, most - least + 1L);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new Unbounded();
    }
  }
}
