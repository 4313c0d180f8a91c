package org.tributary.gateway.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Receipt;

/** What activated epochs have charged for already, by their published receipts. */
final class SettledEpochs {
  private final Set<CallId> calls = new HashSet<>();
  private final Intervals charged = new Intervals();
  private final TreeSet<Long> numbers = new TreeSet<>();

  private SettledEpochs() {}

  /** Throws StackFailure for a file that is not what was posted for its epoch. */
  static SettledEpochs read(List<Path> files, NextEpoch.Rules rules) throws IOException {
    SettledEpochs settled = new SettledEpochs();
    for (Path file : files) {
      ReceiptsFile receipts = ReceiptsFile.open(file);
      long number = receipts.header().epoch();
      if (settled.numbers.add(number)) {
        EarlierEpoch.read(
            number, rules.activated().apply(number), receipts, rules.domain(), settled::add);
      }
    }
    return settled;
  }

  private void add(Receipt receipt, long place) {
    calls.add(receipt.callId());
    charged.add(receipt, new Intervals.Place(0, place));
  }

  boolean contains(Receipt receipt) {
    return calls.contains(receipt.callId());
  }

  /** Whether what it charges was charged before; it is charged now. */
  boolean chargesAgain(Receipt receipt) {
    return charged.add(receipt, new Intervals.Place(0, 0)).isPresent();
  }

  /** Epochs up to the active one that are not here, as in "2" and "5-7". */
  List<String> missing(long active) {
    List<String> missing = new ArrayList<>();
    long next = 1;
    for (long number : numbers) {
      addGap(missing, next, number - 1);
      next = number + 1;
    }
    addGap(missing, next, active);
    return missing;
  }

  private static void addGap(List<String> gaps, long from, long to) {
    if (from <= to) {
      gaps.add(from == to ? Long.toString(from) : from + "-" + to);
    }
  }
}
