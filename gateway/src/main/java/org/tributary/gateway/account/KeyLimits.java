package org.tributary.gateway.account;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an access key may be used for; null where nothing limits it.
 *
 * @param budget base units over the key's life
 * @param dailyBudget base units of the calls that begin on one day (UTC)
 * @param requestsPerMinute at most so many at once, refilled evenly over a minute
 * @param modelTokensPerMinute likewise, of what calls may use and then what they did use
 * @param models the names of those it may call; empty for any
 */
public record KeyLimits(
    @Nullable Long budget,
    @Nullable Long dailyBudget,
    @Nullable Long requestsPerMinute,
    @Nullable Long modelTokensPerMinute,
    List<String> models,
    @Nullable Instant expiresAt) {

  public static final KeyLimits NONE = new KeyLimits(null, null, null, null, List.of(), null);

  /** A minute's worth in 60 000ths stays far below 2^53, where scripts count exactly. */
  public static final long MAX_PER_MINUTE = 1_000_000_000;

  public static final int MAX_MODELS = 50;
  public static final int MAX_MODEL_CHARS = 200;

  /** Before the year 10000, so that times stay short. */
  public static final Instant MAX_EXPIRY = Instant.parse("9999-12-31T23:59:59Z");

  public KeyLimits {
    models = List.copyOf(models);
    requireAmount(budget);
    requireAmount(dailyBudget);
    requireRate(requestsPerMinute);
    requireRate(modelTokensPerMinute);
    if (models.size() > MAX_MODELS || !models.stream().allMatch(KeyLimits::isModelName)) {
      throw new IllegalArgumentException("models of an access key out of range");
    }
    if (expiresAt != null && expiresAt.isAfter(MAX_EXPIRY)) {
      throw new IllegalArgumentException("an access key's expiry out of range");
    }
  }

  /** In one line, because a key's models are stored as lines. */
  public static boolean isModelName(String name) {
    return !name.isBlank() && name.length() <= MAX_MODEL_CHARS && name.indexOf('\n') < 0;
  }

  boolean isNone() {
    return equals(NONE);
  }

  private static void requireAmount(@Nullable Long amount) {
    if (amount != null && amount < 0) {
      throw new IllegalArgumentException("a negative budget");
    }
  }

  private static void requireRate(@Nullable Long perMinute) {
    if (perMinute != null && (perMinute < 1 || perMinute > MAX_PER_MINUTE)) {
      throw new IllegalArgumentException("a rate is 1 to " + MAX_PER_MINUTE + " a minute");
    }
  }
}
