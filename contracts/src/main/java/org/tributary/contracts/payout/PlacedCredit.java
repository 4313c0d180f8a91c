package org.tributary.contracts.payout;

/** A credit with the proof of its place among its payee's. */
public record PlacedCredit(Credit credit, SumProof proof) {}
