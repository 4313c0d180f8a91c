package org.tributary.gateway.routing;

import java.util.List;

/** Where workers are found. */
@FunctionalInterface
public interface WorkerSource {

  /** Workers whose heartbeat is fresh. */
  List<Worker> live();
}
