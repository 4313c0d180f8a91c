package org.tributary.contracts.receipt;

import org.tributary.contracts.payout.ListProof;

/** A receipt with the proof of its place among those of an epoch. */
public record PlacedReceipt(Receipt receipt, ListProof proof) {}
