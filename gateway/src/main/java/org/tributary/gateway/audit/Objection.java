package org.tributary.gateway.audit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Fault;

/** The first thing that is wrong with an epoch, and the proof of it where the arbiter takes one. */
record Objection(String what, @Nullable Fault fault) {

  static Optional<Objection> of(String what, Fault fault) {
    return Optional.of(new Objection(what, fault));
  }

  /** What watchers should never have signed: nobody can show the arbiter what was not published. */
  static Optional<Objection> withheld(String what) {
    return Optional.of(new Objection(what, null));
  }
}
