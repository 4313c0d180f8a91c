package org.tributary.gateway.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a job is. */
public enum JobStatus {
  /** All of its images wait for a worker. */
  QUEUED,
  RUNNING,
  /** All of its images are there. */
  COMPLETED,
  /** Stopped because its payer wanted it so; images that were complete are there. */
  CANCELLED,
  /** Ended by a fault; images that were complete are there. */
  FAILED;

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  static JobStatus of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  public boolean isEnd() {
    return this != QUEUED && this != RUNNING;
  }
}
