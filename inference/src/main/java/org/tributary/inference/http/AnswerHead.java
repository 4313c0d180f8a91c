package org.tributary.inference.http;

import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What every event of an answer begins with.
 *
 * @param created seconds since 1970
 */
record AnswerHead(String id, long created, String model) {
  private static final int ID_BYTES = 12;

  static AnswerHead next(String prefix, String model, Clock clock) {
    byte[] bytes = new byte[ID_BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return new AnswerHead(
        prefix + HexFormat.of().formatHex(bytes), clock.instant().getEpochSecond(), model);
  }
}
