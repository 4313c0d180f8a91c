package org.tributary.gateway.listing;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.receipt.Prices;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.image.ImageSizes;
import org.tributary.gateway.routing.WorkerSelector;

/** {@code GET /v1/models}, as OpenAI's, with prices and whether a worker is there. */
@Controller("/v1/models")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelController {
  private final AssetCatalogue catalogue;
  private final WorkerSelector workers;
  private final ImageSizes sizes;
  private final Erc20 erc20;

  ModelController(AssetCatalogue catalogue, WorkerSelector workers, ImageSizes sizes, Erc20 erc20) {
    this.catalogue = catalogue;
    this.workers = workers;
    this.sizes = sizes;
    this.erc20 = erc20;
  }

  @Get
  Map<String, Object> list() {
    List<Map<String, Object>> data = catalogue.models().stream().map(this::view).toList();
    return Map.of("object", "list", "data", data);
  }

  @Get("/{+name}")
  Map<String, Object> one(String name) {
    return catalogue
        .modelByName(name)
        .map(this::view)
        .orElseThrow(() -> CallRefusals.unknownModel(name));
  }

  private Map<String, Object> view(ModelOffer offer) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", offer.name());
    view.put("object", "model");
    view.put("created", 0);
    view.put("owned_by", offer.model().owner());
    view.put("asset", offer.model().asset().text());
    view.put("content_hash", offer.contentHash().text());
    view.put("available", workers.anyFor(offer.name(), offer.contentHash()));
    view.put("kind", offer.drawsImages() ? "image" : "chat");
    sizes.of(offer).ifPresent(size -> view.put("sizes", List.of(size)));
    view.put("pricing", pricing(offer.prices()));
    return view;
  }

  /** Base units per so many model-tokens, or pixels times steps. */
  private Map<String, Object> pricing(Prices prices) {
    return Map.of(
        "prompt", Long.toString(prices.prompt()),
        "cached", Long.toString(prices.cached()),
        "completion", Long.toString(prices.completion()),
        "pixels", Long.toString(prices.pixels()),
        "per", Prices.PER,
        "erc20", erc20.symbol(),
        "decimals", erc20.decimals());
  }
}
