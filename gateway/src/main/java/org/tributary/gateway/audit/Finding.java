package org.tributary.gateway.audit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Fault;

/** The first thing that is wrong with an epoch, and the proof of it where the arbiter takes one. */
record Finding(String what, @Nullable Fault fault) {

  static Optional<Finding> of(String what, Fault fault) {
    return Optional.of(new Finding(what, fault));
  }

  /** What watchers should never have signed: nobody can show the arbiter what was not published. */
  static Optional<Finding> withheld(String what) {
    return Optional.of(new Finding(what, null));
  }
}
