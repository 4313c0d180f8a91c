package org.tributary.gateway.asset;

import java.util.List;

/** Where registered assets are read from. */
@FunctionalInterface
public interface AssetSource {

  /** All assets in order of id, at most {@code limit} of them. */
  List<ListedAsset> read(int limit);
}
