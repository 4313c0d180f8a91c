package org.tributary.gateway.account;

/** What came of a visitor asking for a trial. */
public sealed interface TrialOutcome {

  record Opened(Account account, AccessKey accessKey) implements TrialOutcome {}

  /** The trials of the day, or those of the visitor's address or its range, are used up. */
  record UsedUp(Scope scope) implements TrialOutcome {}

  /** The operator has opened no channel for trials. */
  record NotOffered() implements TrialOutcome {}

  /** Which of the limits was met. */
  enum Scope {
    DAY,
    RANGE,
    ADDRESS
  }
}
