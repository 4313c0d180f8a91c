package org.tributary.contracts.asset;

import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/**
 * An asset as the registry holds it now: who owns it, who is paid, and whether that is an escrow
 * vault for a named owner who holds no key here.
 */
public record RegisteredAsset(
    AssetId id,
    Address owner,
    Address payee,
    boolean escrowed,
    Address registrar,
    Instant registeredAt,
    Bytes32 flatHash,
    AssetRegistration registration) {}
