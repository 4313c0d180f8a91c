package org.tributary.gateway.payment;

import java.util.List;

/** What was kept of a charged call's answer, in the order of its parts. */
public record KeptAnswer(List<String> parts, Ending ending) {

  public KeptAnswer {
    parts = List.copyOf(parts);
  }
}
