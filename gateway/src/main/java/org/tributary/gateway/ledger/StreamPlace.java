package org.tributary.gateway.ledger;

/** A place in a ledger stream: Redis's milliseconds and sequence number. */
record StreamPlace(long millis, long sequence) implements Comparable<StreamPlace> {

  static final StreamPlace START = new StreamPlace(0, 0);

  static StreamPlace parse(String text) {
    String[] words = text.split("-", 2);
    if (words.length != 2) {
      throw new NumberFormatException("no place in a stream: " + text);
    }
    return new StreamPlace(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  String text() {
    return millis + "-" + sequence;
  }

  @Override
  public int compareTo(StreamPlace other) {
    int byTime = Long.compare(millis, other.millis);
    return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
  }
}
