package org.tributary.inference.decoder;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How many rows a step computes, used or not.
 *
 * @param widths ascending; empty for as many as are in use
 */
public record StepWidths(List<Integer> widths) {
  /** As many rows as are in use. */
  static final StepWidths FREE = new StepWidths(List.of());

  public StepWidths {
    widths = List.copyOf(widths);
  }

  static StepWidths fixed(int width) {
    return new StepWidths(List.of(width));
  }

  /**
   * Rows that a step of {@code used} computes.
   *
   * @throws IllegalArgumentException if that is more than the widest
   */
  int of(int used) {
    if (widths.isEmpty()) {
      return used;
    }
    return widths.stream()
        .filter(w -> w >= used)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("a step has at most " + widest(0) + " rows"));
  }

  /** Rows that one step may have in use; {@code free} where their number is not fixed. */
  public int widest(int free) {
    return widths.isEmpty() ? free : widths.getLast();
  }

  /** Such as {@code r4-8-16}, or {@code rfree}. */
  @Override
  public String toString() {
    return widths.isEmpty()
        ? "rfree"
        : "r" + widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }
}
