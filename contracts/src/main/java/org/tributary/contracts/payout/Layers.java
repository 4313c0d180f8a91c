package org.tributary.contracts.payout;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The shape of a tree that its number of leaves alone decides: pairs from the left, and an odd node
 * moves up as it is. Nodes are numbered layer by layer, the leaves first.
 */
final class Layers {
  private final int[] starts;

  Layers(int leaves) {
    List<Integer> from = new ArrayList<>(List.of(0));
    int width = leaves;
    while (width > 0) {
      from.add(Math.addExact(from.getLast(), width));
      width = width == 1 ? 0 : (width + 1) / 2;
    }
    starts = from.stream().mapToInt(Integer::intValue).toArray();
  }

  int count() {
    return starts.length - 1;
  }

  int nodes() {
    return starts[starts.length - 1];
  }

  int width(int layer) {
    return starts[layer + 1] - starts[layer];
  }

  int node(int layer, int index) {
    if (index < 0 || index >= width(layer)) {
      throw new IndexOutOfBoundsException("node %d of layer %d".formatted(index, layer));
    }
    return starts[layer] + index;
  }

  /** The siblings on the way from a node to the root, the nearest first. */
  List<Integer> siblings(int layer, int index) {
    return IntStream.range(layer, count())
        .filter(at -> ((index >> (at - layer)) ^ 1) < width(at))
        .map(at -> node(at, (index >> (at - layer)) ^ 1))
        .boxed()
        .toList();
  }
}
