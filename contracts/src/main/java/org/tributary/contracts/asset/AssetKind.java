package org.tributary.contracts.asset;

/** What an asset is; the order is the registry's. */
public enum AssetKind {
  UNKNOWN,
  MODEL,
  DATASET
}
