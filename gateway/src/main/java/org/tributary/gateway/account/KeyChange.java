package org.tributary.gateway.account;

/** What came of changing or revoking an access key. */
public sealed interface KeyChange {

  record Done(StoredKey key) implements KeyChange {}

  /** The account has no such key, or has it no more. */
  record Unknown() implements KeyChange {}

  /** Nobody could manage the account's keys any more: nothing was changed. */
  record LastManager() implements KeyChange {}
}
