package org.tributary.gateway.settlement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was published; each epoch once, however often it is asked for. */
final class FakePublication implements Publication {
  final List<Long> epochs = new ArrayList<>();
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
  public void publishOpen() {
    open++;
  }
}
