package org.tributary.contracts.asset;

import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** What the registry keeps of an asset unchanged; what changes is its {@link AssetState}. */
public record RegisteredAsset(
    AssetId id,
    Address registrar,
    Instant registeredAt,
    Pledge pledge,
    Bytes32 flatHash,
    AssetDescription about) {}
