package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackCommand;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Option;

/** What the owners' commands share: whose key signs, and how a change is told. */
abstract class AssetCommand extends StackCommand {
  static final String PATH = "/v1/assets";

  @Option(
      names = "--key",
      description =
          "The owner's key: 64 hex digits in a file (default: the development stack's owner).")
  private @Nullable Path keyFile;

  final SigningKey key(RunningStack stack) {
    return RunningStack.signingKey(keyFile == null ? stack.keyFile("owner.key") : keyFile);
  }

  /** The owner's own hand on the registry: nothing is ever sent by the gateway's key. */
  final Hand hand(RunningStack stack) {
    Chain chain = stack.chain();
    SigningKey key = key(stack);
    return new Hand(chain, stack.assets(chain), key, TxSender.of(chain, key));
  }

  /** Who acts on which registry. */
  record Hand(Chain chain, AssetRegistryContract registry, SigningKey key, TxSender sender) {

    /** The moment that changes made a moment ago are in force from. */
    Instant inForceFrom() {
      Duration period = registry.period();
      return Instant.ofEpochSecond(registry.comingPeriod() * period.toSeconds());
    }
  }

  static AssetId id(String text) {
    try {
      return AssetId.parse(text);
    } catch (IllegalArgumentException notAnId) {
      throw new StackFailure("invalid_asset: an asset is named by its number, not " + text);
    }
  }

  static JsonNode get(RunningStack stack, String path) {
    return stack.get(PATH + path, JsonNode.class);
  }

  /** A change that is in force with a period. */
  final void changed(Hand hand, AssetId id, String what) {
    Instant from = hand.inForceFrom();
    print(
        new TreeMap<>(Map.of("asset", id.text(), "changed", what, "inForceFrom", from.toString())),
        "asset " + id + ": " + what + ", in force from " + from);
  }

  final void done(AssetId id, String what) {
    print(new TreeMap<>(Map.of("asset", id.text(), "changed", what)), "asset " + id + ": " + what);
  }
}
