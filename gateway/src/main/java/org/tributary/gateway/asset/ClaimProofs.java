package org.tributary.gateway.asset;

import java.util.List;
import java.util.Map;
import org.tributary.contracts.asset.AssetId;

/** What is proven about owners, beside what the registry says. */
@FunctionalInterface
public interface ClaimProofs {

  Map<AssetId, List<ClaimProof>> all();
}
