package org.tributary.gateway.relay;

import java.util.Optional;

/**
 * A worker's answer as it comes, read by one blocking thread. Closing it, from any thread, makes
 * the worker stop and wakes the reader.
 *
 * @param <E> one event
 */
public interface WorkerStream<E> extends AutoCloseable {

  /**
   * Waits for the next event; empty after the last.
   *
   * @throws WorkerFailure when the worker broke off before it was done, or the stream was closed
   * @throws WorkerRefusal when it refused the request
   */
  Optional<E> next();

  @Override
  void close();
}
