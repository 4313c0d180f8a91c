package org.tributary.gateway.settlement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.receipt.CallId;

/** Remembers what was published; each epoch once, however often it is asked for. */
final class FakePublication implements Publication {
  final List<Long> epochs = new ArrayList<>();
  final Map<Long, List<CallId>> files = new HashMap<>();
  final List<Long> placed = new ArrayList<>();
  boolean failing;
  int open;

  @Override
  public void publish(Epoch epoch) {
    if (failing) {
      throw new UncheckedIOException(new IOException("no room"));
    }
    if (!epochs.contains(epoch.number())) {
      epochs.add(epoch.number());
    }
  }

  @Override
  public Optional<List<CallId>> callsOf(long epoch) {
    return Optional.ofNullable(files.get(epoch));
  }

  @Override
  public void place(long epoch, List<CallId> calls) {
    placed.add(epoch);
  }

  @Override
  public void publishOpen() {
    open++;
  }
}
