package org.tributary.gateway.owner;

import org.tributary.contracts.asset.AssetId;
import picocli.CommandLine.Parameters;

/** What owners do with one asset. */
abstract class OneAssetCommand extends AssetCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The asset's number.")
  private String asset;

  final AssetId id() {
    return id(asset);
  }
}
