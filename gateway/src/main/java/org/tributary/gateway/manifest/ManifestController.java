package org.tributary.gateway.manifest;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ListedAsset;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.limit.Counters;
import org.tributary.gateway.limit.Counters.Bound;
import org.tributary.gateway.limit.Network;
import org.tributary.gateway.limit.Visitors;
import org.tributary.models.manifest.AssetManifest;
import org.tributary.models.manifest.InvalidManifest;

/** Takes manifests, says what they resemble, and gives them out by their hash. */
@Controller("/v1/assets/manifests")
@ExecuteOn(TaskExecutors.BLOCKING)
class ManifestController {
  private final Manifests manifests;
  private final AssetCatalogue catalogue;
  private final Counters counters;
  private final Visitors visitors;
  private final ManifestConfig config;

  ManifestController(
      Manifests manifests,
      AssetCatalogue catalogue,
      Counters counters,
      Visitors visitors,
      ManifestConfig config) {
    this.manifests = manifests;
    this.catalogue = catalogue;
    this.counters = counters;
    this.visitors = visitors;
    this.config = config;
  }

  /**
   * @param bytes of all files, in decimal text
   * @param claims assets with exactly this content, the earliest first
   * @param near assets with much of this content: a warning, not a judgement
   */
  public record Accepted(
      Bytes32 manifestHash,
      Bytes32 contentHash,
      int files,
      String bytes,
      List<AssetId> claims,
      List<NearCopy> near) {}

  /** {@code similarity} is estimated, from 0 to 1. */
  public record NearCopy(AssetId asset, String name, String ownerName, double similarity) {}

  @Post
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.CREATED)
  Accepted store(HttpRequest<?> request, @Nullable @Body byte[] body) {
    byte[] written = body == null ? new byte[0] : body;
    AssetManifest manifest = read(written);
    Bytes32 hash = new Bytes32("0x" + AssetManifest.hash(written));
    boolean lasting =
        catalogue.all().stream().anyMatch(asset -> asset.about().manifestHash().equals(hash));
    if (!lasting) {
      count(Network.of(visitors.of(request)));
    }
    manifests.store(hash, written, manifest, lasting);
    return accepted(hash, manifest);
  }

  @Get(value = "/{hash}", produces = MediaType.APPLICATION_JSON)
  byte[] one(String hash) {
    try {
      return manifests.find(new Bytes32(hash)).orElseThrow(ManifestController::unknown);
    } catch (IllegalArgumentException notAHash) {
      throw unknown();
    }
  }

  private Accepted accepted(Bytes32 hash, AssetManifest manifest) {
    Bytes32 content = new Bytes32("0x" + manifest.contentHash().hex());
    return new Accepted(
        hash,
        content,
        manifest.files().size(),
        Long.toString(manifest.bytes()),
        catalogue.claims(content).stream().map(ListedAsset::id).toList(),
        manifests.near(hash, manifest).stream()
            .flatMap(near -> named(near, content).stream())
            .toList());
  }

  private List<NearCopy> named(Manifests.Near near, Bytes32 content) {
    return catalogue.all().stream()
        .filter(asset -> asset.about().manifestHash().equals(near.manifestHash()))
        .filter(asset -> !asset.about().contentHash().equals(content))
        .map(asset ->
            new NearCopy(asset.id(), asset.name(), asset.about().ownerName(), near.similarity()))
        .toList();
  }

  private static AssetManifest read(byte[] body) {
    try {
      AssetManifest manifest = AssetManifest.read(body);
      manifest.bytes();
      return manifest;
    } catch (InvalidManifest refused) {
      throw refused(refused.code(), String.valueOf(refused.getMessage()));
    } catch (ArithmeticException endless) {
      throw refused("invalid_size", "the sizes of all files are more than a number can say");
    }
  }

  private void count(String network) {
    boolean counted =
        counters.count(
            "manifests",
            Duration.ofDays(1),
            List.of(
                new Bound("all", config.perDay()), new Bound(network, config.perNetworkPerDay())));
    if (!counted) {
      throw new ApiException(
          HttpStatus.TOO_MANY_REQUESTS,
          ApiError.RATE_LIMIT,
          "manifest_limit_reached",
          null,
          "Enough manifests came today that no asset names. Register the asset first, or try again"
              + " tomorrow (UTC).");
    }
  }

  private static ApiException refused(String code, String message) {
    return new ApiException(
        HttpStatus.BAD_REQUEST, ApiError.INVALID_REQUEST, code, "files", message + ".");
  }

  private static ApiException unknown() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "manifest_not_found",
        "hash",
        "No manifest of this hash was posted here.");
  }
}
