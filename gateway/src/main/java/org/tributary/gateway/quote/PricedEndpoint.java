package org.tributary.gateway.quote;

import java.util.Set;

/** An endpoint whose calls are paid for. */
public interface PricedEndpoint {

  /** As it stands in the URL. */
  String path();

  /** Whether a request that has these fields is one of its own. */
  boolean recognises(Set<String> fields);

  /**
   * Prices a request as the call itself would.
   *
   * @throws org.tributary.gateway.error.ApiException as the call itself would
   */
  Quote quote(byte[] body);
}
