package org.tributary.contracts.receipt;

/** What a model costs, in base units of the erc20 per million of each. */
public record Prices(long prompt, long cached, long completion, long pixels) {
  public static final long PER = 1_000_000;

  public Prices {
    if (prompt < 0 || cached < 0 || completion < 0 || pixels < 0) {
      throw new IllegalArgumentException("a negative price");
    }
  }

  /** In whole base units, rounded up once per call; throws ArithmeticException above a long. */
  public long charge(Usage usage) {
    if (usage.cached() > usage.prompt()) {
      throw new ArithmeticException("more of the prompt was cached than there is");
    }
    long read = Math.multiplyExact(prompt, usage.prompt() - usage.cached());
    long again = Math.multiplyExact(cached, usage.cached());
    long answer = Math.multiplyExact(completion, usage.completion());
    long images = Math.multiplyExact(pixels, usage.pixels());
    long text = Math.addExact(Math.addExact(read, again), answer);
    return Math.ceilDiv(Math.addExact(text, images), PER);
  }
}
