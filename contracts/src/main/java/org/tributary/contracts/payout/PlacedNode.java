package org.tributary.contracts.payout;

import java.math.BigInteger;
import org.tributary.contracts.payout.SumProof.Sibling;

/** An inner node by its two children, and the sum that is claimed for it. */
public record PlacedNode(
    BigInteger claimed, int layer, Sibling left, Sibling right, SumProof proof) {}
