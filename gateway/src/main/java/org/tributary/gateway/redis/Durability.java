package org.tributary.gateway.redis;

/** What is left of an acknowledged change when a server dies at once. */
public enum Durability {
  /** All of it: each change is on disk before it is acknowledged. */
  ALWAYS,
  /** All but about the last second. */
  EVERYSEC,
  /** Whatever the server happens to keep; to try things out, not for money. */
  NONE
}
