package org.tributary.models.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Turns model-tokens into text as they come, holding back half characters and what may become a
 * stop string.
 */
public final class TextStream {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int WINDOW = 16;

  /** Bytes that never become a character must not be decoded again and again without end. */
  private static final int MOST_OPEN = 64;

  private final ModelTokenizer tokenizer;
  private final List<String> stops;
  private long[] ids = new long[64];
  private int size;
  private int windowStart;
  private int shown;
  private String window = "";
  private final StringBuilder pending = new StringBuilder();
  private boolean stopped;

  public TextStream(ModelTokenizer tokenizer, List<String> stops) {
    this.tokenizer = tokenizer;
    this.stops = List.copyOf(stops);
  }

  /** Adds {@code id}; the text that is now certain, possibly empty. */
  public String add(long id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
    }
    ids[size++] = id;
    window = tokenizer.decode(Arrays.copyOfRange(ids, windowStart, size));
    boolean open = window.isEmpty() || window.charAt(window.length() - 1) == REPLACEMENT;
    if (open && size - windowStart <= MOST_OPEN) {
      return "";
    }
    pending.append(window, Math.min(shown, window.length()), window.length());
    shown = window.length();
    if (size - windowStart > WINDOW) {
      windowStart = size - 1;
      window = tokenizer.decode(Arrays.copyOfRange(ids, windowStart, size));
      shown = window.length();
    }
    return release();
  }

  /** Whether a stop string has been met; nothing follows it. */
  public boolean stopped() {
    return stopped;
  }

  /** What was held back, at the end of the answer; a character cut in two shows as U+FFFD. */
  public String finish() {
    if (stopped) {
      return "";
    }
    pending.append(window, Math.min(shown, window.length()), window.length());
    shown = window.length();
    String text = release();
    return stopped ? text : text + drain();
  }

  private String drain() {
    String rest = pending.toString();
    pending.setLength(0);
    return rest;
  }

  private String release() {
    OptionalInt at = stops.stream().mapToInt(pending::indexOf).filter(i -> i >= 0).min();
    if (at.isPresent()) {
      stopped = true;
    }
    int end = at.orElseGet(() -> pending.length() - longestStopPrefix());
    String text = pending.substring(0, end);
    pending.delete(0, end);
    return text;
  }

  /** Length of the longest end of the pending text that a stop string begins with. */
  private int longestStopPrefix() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, pending.length()); n > longest; n--) {
        if (stop.startsWith(pending.substring(pending.length() - n))) {
          longest = n;
        }
      }
    }
    return longest;
  }
}
