package org.tributary.gateway.owner;

import org.tributary.contracts.asset.AssetKind;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Option;

/** What is to be registered. */
final class KindOption {
  @Option(names = "--kind", required = true, description = "model, dataset or adapter.")
  private String kind;

  AssetKind kind() {
    return AssetKind.parse(kind)
        .orElseThrow(() -> new StackFailure("invalid_kind: --kind is model, dataset or adapter"));
  }
}
