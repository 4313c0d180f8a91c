package org.tributary.gateway.asset;

import java.time.Instant;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;

/**
 * That a public source named an address as the owner of an asset's content.
 *
 * @param kind domain or repository
 * @param source the domain, or the repository by host and path
 * @param trusted whether this gateway lets the source decide between claims of one content
 */
public record ClaimProof(
    AssetId asset,
    String kind,
    String source,
    String url,
    Address owner,
    Instant checkedAt,
    boolean trusted) {}
