package org.tributary.gateway.idempotency;

import java.util.List;
import java.util.Locale;
import org.tributary.gateway.payment.Ending;

/** What the first try delivered, to be delivered again; nothing is charged for it. */
public record Replay(List<String> events, Ending ending) {
  /** Says that an answer is a repeat, and whether it is whole. */
  public static final String HEADER = "X-Tributary-Replayed";

  public Replay {
    events = List.copyOf(events);
  }

  /** The first try broke off: what it delivered was charged, and there is no more of it. */
  public boolean isPartial() {
    return ending == Ending.PARTIAL;
  }

  /** The value of {@link #HEADER}. */
  public String mark() {
    return ending.name().toLowerCase(Locale.ROOT);
  }
}
