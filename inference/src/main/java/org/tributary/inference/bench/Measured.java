package org.tributary.inference.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One figure of a run.
 *
 * @param share of a limit measured in the same run, or another ratio that a bound is on
 * @param bound that the share, or where there is none the value, must keep
 * @param kept whether it does; null where there is no bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Measured(
    String name,
    double value,
    String unit,
    @Nullable Double share,
    @Nullable String of,
    @Nullable String bound,
    @Nullable Boolean kept) {

  static Measured plain(String name, double value, String unit) {
    return new Measured(name, value, unit, null, null, null, null);
  }

  /** A rate beside a limit; its share must be at least {@code least}. */
  static Measured share(
      String name, double value, String unit, double share, String of, double least) {
    return new Measured(
        name, value, unit, share, of, "≥ %.0f %%".formatted(100 * least), share >= least);
  }

  static Measured atMost(String name, double value, String unit, double most) {
    return new Measured(
        name, value, unit, null, null, "≤ %s %s".formatted(digitsOf(most), unit), value <= most);
  }

  static Measured atLeast(String name, double value, String unit, double least) {
    return new Measured(
        name, value, unit, null, null, "≥ %s %s".formatted(digitsOf(least), unit), value >= least);
  }

  private static String digitsOf(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  /** A line of the report. */
  String line() {
    StringBuilder line = new StringBuilder("%-44s %10s %-14s".formatted(name, digits(value), unit));
    if (share != null) {
      line.append(" %5.0f %% of %s".formatted(100 * share, of));
    }
    if (bound != null) {
      line.append("  bound %s: %s".formatted(bound, Boolean.TRUE.equals(kept) ? "kept" : "MISSED"));
    }
    return line.toString().stripTrailing();
  }

  private static String digits(double value) {
    return Math.abs(value) >= 100 ? "%.0f".formatted(value) : "%.2f".formatted(value);
  }
}
