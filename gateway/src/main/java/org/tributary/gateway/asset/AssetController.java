package org.tributary.gateway.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** The registered assets, for anyone to read. */
@Controller("/v1/assets")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AssetController {
  private final AssetCatalogue catalogue;

  AssetController(AssetCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** The shape that OpenAI's lists have. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record AssetList(String object, List<AssetView> data) {}

  @Get("{?kind}")
  AssetList list(@Nullable @QueryValue String kind) {
    if (kind != null && AssetKind.parse(kind).isEmpty()) {
      throw new ApiException(
          HttpStatus.BAD_REQUEST,
          ApiError.INVALID_REQUEST,
          "invalid_kind",
          "kind",
          "kind is model, dataset or adapter.");
    }
    return new AssetList(
        "list",
        catalogue.all().stream()
            .filter(asset -> kind == null || asset.kind().equals(kind))
            .map(asset -> AssetView.brief(asset, catalogue))
            .toList());
  }

  @Get("/{id}")
  AssetView one(String id) {
    return parse(id)
        .flatMap(catalogue::find)
        .map(asset -> AssetView.full(asset, catalogue))
        .orElseThrow(() ->
            new ApiException(
                HttpStatus.NOT_FOUND,
                ApiError.INVALID_REQUEST,
                "asset_not_found",
                "id",
                "There is no asset of this id."));
  }

  private static Optional<AssetId> parse(String id) {
    try {
      return Optional.of(AssetId.parse(id));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }
}
