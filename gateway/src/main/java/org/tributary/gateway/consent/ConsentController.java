package org.tributary.gateway.consent;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ListedAsset;
import org.tributary.gateway.limit.Counters;
import org.tributary.gateway.limit.Counters.Bound;
import org.tributary.gateway.limit.Network;
import org.tributary.gateway.limit.Visitors;

/** Carries requests to the owners of closed assets, and their signed answers back. */
@Controller("/v1/assets/{id}/consents")
@ExecuteOn(TaskExecutors.BLOCKING)
class ConsentController {
  private static final int ID_CHARS = 2 + 32;

  private final ConsentRequests requests;
  private final AssetCatalogue catalogue;
  private final AssetRegistryContract registry;
  private final Counters counters;
  private final Visitors visitors;
  private final ConsentConfig config;
  private final Clock clock;

  ConsentController(
      ConsentRequests requests,
      AssetCatalogue catalogue,
      AssetRegistryContract registry,
      Counters counters,
      Visitors visitors,
      ConsentConfig config,
      Clock clock) {
    this.requests = requests;
    this.catalogue = catalogue;
    this.registry = registry;
    this.counters = counters;
    this.visitors = visitors;
    this.config = config;
    this.clock = clock;
  }

  record Asked(
      @Nullable Bytes32 contentHash,
      @Nullable Address registrar,
      @Nullable Integer bps,
      @Nullable String name,
      @Nullable String note) {}

  record Given(
      @Nullable Integer bps,
      @Nullable String completionFloor,
      @Nullable String pixelFloor,
      @Nullable Long deadline,
      @Nullable String signature) {}

  record RequestList(List<ConsentRequest> data) {}

  @Get
  RequestList list(String id) {
    return new RequestList(requests.of(parent(id).id()));
  }

  @Post
  @Status(HttpStatus.CREATED)
  ConsentRequest ask(HttpRequest<?> request, String id, @Body Asked body) {
    ListedAsset parent = parent(id);
    Bytes32 content = ConsentRefusals.required(body.contentHash(), "contentHash");
    Address registrar = ConsentRefusals.required(body.registrar(), "registrar");
    ConsentRequest asked =
        new ConsentRequest(
            idOf(content, registrar),
            parent.id(),
            content,
            registrar,
            ConsentRefusals.bps(body.bps()),
            ConsentRefusals.text(body.name(), "name"),
            ConsentRefusals.text(body.note(), "note"),
            clock.instant(),
            null);
    count(Network.of(visitors.of(request)));
    if (!requests.add(asked)) {
      throw ConsentRefusals.tooMany();
    }
    return requests.find(parent.id(), asked.id()).orElse(asked);
  }

  /** Kept only where the parent's owner has signed it, for this registry on this chain. */
  @Post("/{request}")
  ConsentRequest answer(String id, String request, @Body Given body) {
    ListedAsset parent = parent(id);
    ConsentRequest asked =
        requests.find(parent.id(), request).orElseThrow(ConsentRefusals::unknownRequest);
    ConsentRequest.Answer given =
        new ConsentRequest.Answer(
            ConsentRefusals.bps(body.bps()),
            ConsentRefusals.floor(body.completionFloor(), "completionFloor"),
            ConsentRefusals.floor(body.pixelFloor(), "pixelFloor"),
            ConsentRefusals.deadline(body.deadline(), clock.instant()),
            ConsentRefusals.required(body.signature(), "signature"));
    if (!registry.isConsent(signed(asked, given))) {
      throw ConsentRefusals.notByOwner();
    }
    ConsentRequest answered = asked.answered(given);
    requests.answer(answered);
    return answered;
  }

  private static SignedConsent signed(ConsentRequest asked, ConsentRequest.Answer given) {
    try {
      return asked.signed(given);
    } catch (IllegalArgumentException notASignature) {
      throw ConsentRefusals.notByOwner();
    }
  }

  private ListedAsset parent(String id) {
    try {
      return catalogue.find(AssetId.parse(id)).orElseThrow(ConsentRefusals::unknownParent);
    } catch (IllegalArgumentException notAnId) {
      throw ConsentRefusals.unknownParent();
    }
  }

  private static String idOf(Bytes32 content, Address registrar) {
    byte[] both = (content.text() + registrar.text()).getBytes(StandardCharsets.US_ASCII);
    return Keccak256.hash(both).text().substring(2, ID_CHARS);
  }

  private void count(String network) {
    Bound bound = new Bound(network, config.perNetworkPerDay());
    if (!counters.count("consents", Duration.ofDays(1), List.of(bound))) {
      throw ConsentRefusals.tooOften();
    }
  }
}
