package org.tributary.inference;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGTERM and SIGINT: the first asks to end in good order, the second ends the process at once.
 *
 * <p>Not a shutdown hook: while hooks run, Java does not hear a second signal.
 */
final class StopSignal implements AutoCloseable {
  /** What shells add to a signal's number. */
  private static final int EXIT_CODES = 128;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final Map<Signal, SignalHandler> before = new HashMap<>();
  private volatile boolean awaited;

  private StopSignal() {}

  static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal signal = new Signal(name);
      stop.before.put(signal, Signal.handle(signal, stop::received));
    }
    return stop;
  }

  private void received(Signal signal) {
    if (!awaited || asked.getCount() == 0) {
      Runtime.getRuntime().halt(EXIT_CODES + signal.getNumber());
    }
    asked.countDown();
  }

  /** Waits for the first; one that came while nobody waited has ended the process. */
  void await() throws InterruptedException {
    awaited = true;
    asked.await();
  }

  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}
