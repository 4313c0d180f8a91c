package org.tributary.gateway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.call.CallRefusals;

/** {@code GET /v1/images/vocabulary}: the words that an image model learned. */
@Controller("/v1/images/vocabulary")
@ExecuteOn(TaskExecutors.BLOCKING)
final class VocabularyController {
  private final AssetCatalogue catalogue;
  private final ImageModels models;

  VocabularyController(AssetCatalogue catalogue, ImageModels models) {
    this.catalogue = catalogue;
    this.models = models;
  }

  @Get("{?model}")
  Map<String, Object> of(@QueryValue String model) {
    ModelOffer offer =
        catalogue.modelByName(model).orElseThrow(() -> CallRefusals.unknownModel(model));
    JsonNode vocabulary =
        models
            .of(offer)
            .flatMap(known -> Optional.ofNullable(known.vocabulary()))
            .orElseThrow(() -> ImageRefusals.noVocabulary(model));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("object", "image.vocabulary");
    view.put("model", model);
    view.put("words", array(vocabulary, "words"));
    view.put("styles", array(vocabulary, "styles"));
    return view;
  }

  private static JsonNode array(JsonNode vocabulary, String name) {
    JsonNode found = vocabulary.get(name);
    return Objects.requireNonNullElseGet(found, JsonNodeFactory.instance::arrayNode);
  }
}
