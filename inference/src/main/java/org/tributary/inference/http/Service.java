package org.tributary.inference.http;

/** A path that takes requests for an engine's work. */
interface Service {

  /**
   * Reads the request and queues what it asks for.
   *
   * @param address the caller's, who is told from others by it if the body names no user
   * @throws Refusal naming what is wrong with it
   * @throws org.tributary.inference.waiting.EngineBusyException when there is no place
   */
  Reply<?> open(byte[] body, String address);
}
