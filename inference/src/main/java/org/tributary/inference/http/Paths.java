package org.tributary.inference.http;

/** Where a worker takes requests for work. */
final class Paths {
  static final String CHAT = "/v1/chat/completions";
  static final String COMPLETIONS = "/v1/completions";
  static final String IMAGES = "/v1/images/generations";

  private Paths() {}
}
