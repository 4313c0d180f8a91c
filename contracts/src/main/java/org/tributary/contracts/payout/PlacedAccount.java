package org.tributary.contracts.payout;

/** A leaf of a payout table with the proof of its place. */
public record PlacedAccount(PayoutLeaf leaf, SumProof proof) {}
