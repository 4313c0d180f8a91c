package org.tributary.contracts.receipt;

import java.time.Instant;
import java.util.Optional;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** What the asset registry says of its periods: of one that has begun it says the same for ever. */
public interface OwnerRecords {

  /** What a call to a model is quoted by. */
  record Terms(int version, Prices prices, Split.Terms split) {}

  /** A model as calls see it: what was registered, and the table of who it was made from. */
  record Model(Bytes32 contentHash, FlatLineage lineage) {}

  /** No call has ended later; the arbiter's tolerance is for the error of this clock. */
  Instant now();

  long periodOf(Instant time);

  /** Empty for an asset that is not registered. */
  Optional<Model> model(AssetId id);

  /** In force in a period. */
  Terms termsAt(AssetId model, long period);

  /** Who is paid for what an asset earns in a period. */
  Address payeeAt(AssetId asset, long period);
}
