package org.tributary.contracts.chain;

/** A proof that a pending root is wrong: its name, and the call of the arbiter that checks it. */
public record Fault(String name, String call) {}
