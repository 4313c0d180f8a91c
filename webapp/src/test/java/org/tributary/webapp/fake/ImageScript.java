package org.tributary.webapp.fake;

import java.util.List;

/** What the fake gateway does with an order of pictures. */
enum ImageScript {
  DRAWS,
  /** Waits for the test to say what happens next. */
  HELD,
  FAILS,
  SPENT,
  NO_WORKER,
  DEARER;

  static ImageScript of(String prompt) {
    return List.of(values()).stream()
        .filter(script -> prompt.startsWith("script: " + script.name()))
        .findFirst()
        .orElse(DRAWS);
  }
}
