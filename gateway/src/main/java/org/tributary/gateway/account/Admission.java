package org.tributary.gateway.account;

/** Whether a request may spend, and as whom. */
public sealed interface Admission {

  record Admitted(Account account, KeyCheck.Valid accessKey) implements Admission {}

  /** No access key was sent: the answer is 402 with terms. */
  record NoKey() implements Admission {}

  /** An access key was sent that opens nothing: the answer is 401. */
  record WrongKey(KeyCheck.Problem why) implements Admission {}
}
