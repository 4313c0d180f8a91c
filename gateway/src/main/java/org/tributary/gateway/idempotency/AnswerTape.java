package org.tributary.gateway.idempotency;

import java.util.ArrayList;
import java.util.List;
import org.tributary.gateway.payment.AnswerPart;

/**
 * What has been delivered of an answer, event by event, until it is kept in parts. One thread
 * records while another keeps.
 */
public final class AnswerTape {
  private final int maxCharacters;
  private final List<String> unkept = new ArrayList<>();
  private int recorded;
  private int part;
  private int inPart;

  private AnswerTape(int maxCharacters) {
    this.maxCharacters = maxCharacters;
  }

  /** Of a call that nobody will repeat: it holds nothing. */
  public static AnswerTape off() {
    return new AnswerTape(0);
  }

  /** Keeps an answer up to this length. */
  static AnswerTape upTo(int maxCharacters) {
    return new AnswerTape(maxCharacters);
  }

  /** Notes that {@code event} has left for the caller, or will have when the call has ended. */
  public synchronized void record(String event) {
    if (maxCharacters == 0 || recorded > maxCharacters) {
      return;
    }
    recorded += event.length();
    if (recorded > maxCharacters) {
      unkept.clear();
    } else {
      unkept.add(event);
    }
  }

  /** Everything that is not kept yet; one that turns out too long is kept as such. */
  public synchronized AnswerPart next() {
    if (maxCharacters == 0) {
      return AnswerPart.NONE;
    }
    inPart = unkept.size();
    if (recorded > maxCharacters) {
      return new AnswerPart(part, AnswerPart.TOO_LONG);
    }
    return unkept.isEmpty() ? AnswerPart.NONE : new AnswerPart(part, PackedEvents.pack(unkept));
  }

  /** Notes that what {@link #next} gave last is kept. */
  public synchronized void kept() {
    if (inPart > 0) {
      unkept.subList(0, Math.min(inPart, unkept.size())).clear();
      part++;
      inPart = 0;
    }
  }
}
