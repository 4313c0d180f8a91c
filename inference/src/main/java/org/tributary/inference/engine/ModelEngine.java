package org.tributary.inference.engine;

import java.time.Duration;
import org.tributary.models.manifest.ContentHash;

/** What every engine says of itself, whatever its model makes. */
public interface ModelEngine extends AutoCloseable {

  /** Of everything it computes with. */
  ContentHash contentHash();

  /** Requests that are computed at once. */
  int slots();

  /** Requests that have a slot. */
  int running();

  /** Requests that wait for a slot. */
  int queued();

  /** Whether round after round has failed: a device that is gone, say, and will not come back. */
  boolean failing();

  /**
   * Takes no more requests and waits for those it has.
   *
   * @return whether all ended within {@code timeout}
   */
  boolean drain(Duration timeout) throws InterruptedException;

  @Override
  void close();
}
