package org.tributary.gateway.call;

import org.tributary.gateway.error.ApiException;

/**
 * How the relay of one answer ended.
 *
 * @param <A> what a complete one ends with
 */
public sealed interface RelayedAnswer<A> {

  /** All of it was delivered but its end, which waits for the charge. */
  record Complete<A>(A end) implements RelayedAnswer<A> {}

  /** Part of it was delivered; {@code reason} is for the caller. */
  record Cut<A>(String reason) implements RelayedAnswer<A> {}

  /** Nothing was delivered. */
  record Nothing<A>(ApiException why) implements RelayedAnswer<A> {}
}
