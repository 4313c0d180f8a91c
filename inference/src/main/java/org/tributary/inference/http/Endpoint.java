package org.tributary.inference.http;

/** One way to ask for answers: what its bodies mean, and how its answers are written. */
interface Endpoint {

  /**
   * The question in {@code body}.
   *
   * @param address the caller's, who is told from others by it if the body names no user
   * @throws Refusal naming what is wrong with it
   */
  Question read(byte[] body, String address);

  /** The form of one answer. */
  AnswerForm form(Question question);
}
