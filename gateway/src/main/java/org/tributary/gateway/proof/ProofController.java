package org.tributary.gateway.proof;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ClaimProof;
import org.tributary.gateway.asset.ListedAsset;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.limit.Counters;
import org.tributary.gateway.limit.Counters.Bound;
import org.tributary.gateway.limit.Network;
import org.tributary.gateway.limit.Visitors;

/** Looks up where an owner says it proves an asset its own, and keeps what it finds. */
@Controller("/v1/assets/{id}/proofs")
@ExecuteOn(TaskExecutors.BLOCKING)
class ProofController {
  private final Proofs proofs;
  private final ProofFetcher fetcher;
  private final AssetCatalogue catalogue;
  private final Counters counters;
  private final Visitors visitors;
  private final ProofConfig config;
  private final Clock clock;

  ProofController(
      Proofs proofs,
      ProofFetcher fetcher,
      AssetCatalogue catalogue,
      Counters counters,
      Visitors visitors,
      ProofConfig config,
      Clock clock) {
    this.proofs = proofs;
    this.fetcher = fetcher;
    this.catalogue = catalogue;
    this.counters = counters;
    this.visitors = visitors;
    this.config = config;
    this.clock = clock;
  }

  /** {@code source}: a domain, or the URL of a repository's raw file. */
  record Asked(@Nullable String source) {}

  record ProofList(List<ClaimProof> data) {}

  @Get
  ProofList list(String id) {
    return new ProofList(proofs.of(asset(id).id()));
  }

  @Post
  @Status(HttpStatus.CREATED)
  ClaimProof prove(HttpRequest<?> request, String id, @Body Asked body) {
    ListedAsset asset = asset(id);
    ProofSource source = source(body.source());
    count(Network.of(visitors.of(request)));
    Address owner = ownerIn(source, asset);
    // Who an escrowed asset is handed over to is its registrar's to decide, by this proof.
    if (!asset.isEscrowed() && !owner.equals(asset.state().owner())) {
      throw refused(
          HttpStatus.CONFLICT,
          "proof_names_another_owner",
          "The file names " + owner + ", and the asset is " + asset.state().owner() + "'s.");
    }
    ClaimProof proof =
        new ClaimProof(
            asset.id(),
            source.kind(),
            source.name(),
            source.url().toString(),
            owner,
            clock.instant(),
            config.trusts(source.name()));
    proofs.add(proof);
    catalogue.refresh();
    return proof;
  }

  private Address ownerIn(ProofSource source, ListedAsset asset) {
    try {
      return OwnerFile.read(fetcher.fetch(source.url()))
          .ownerOf(asset.about().contentHash())
          .orElseThrow(() ->
              refused(
                  HttpStatus.CONFLICT,
                  "proof_names_no_owner",
                  "The file does not name the content " + asset.about().contentHash() + "."));
    } catch (IOException | IllegalArgumentException e) {
      throw refused(
          HttpStatus.CONFLICT,
          "proof_not_found",
          "There is no proof at " + source.url() + ": " + e.getMessage() + ".");
    }
  }

  private ProofSource source(@Nullable String text) {
    try {
      return ProofSource.parse(text == null ? "" : text, config);
    } catch (IllegalArgumentException e) {
      throw refused(
          HttpStatus.BAD_REQUEST, "invalid_proof_source", "'source': " + e.getMessage() + ".");
    }
  }

  private ListedAsset asset(String id) {
    try {
      return catalogue.find(AssetId.parse(id)).orElseThrow(ProofController::unknown);
    } catch (IllegalArgumentException notAnId) {
      throw unknown();
    }
  }

  private void count(String network) {
    Bound bound = new Bound(network, config.perNetworkPerDay());
    if (!counters.count("proofs", Duration.ofDays(1), List.of(bound))) {
      throw new ApiException(
          HttpStatus.TOO_MANY_REQUESTS,
          ApiError.RATE_LIMIT,
          "proof_limit_reached",
          null,
          "Your network has had proofs looked up often enough for today.");
    }
  }

  private static ApiException unknown() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "asset_not_found",
        "id",
        "There is no asset of this id.");
  }

  private static ApiException refused(HttpStatus status, String code, String message) {
    return new ApiException(status, ApiError.INVALID_REQUEST, code, "source", message);
  }
}
