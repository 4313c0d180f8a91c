package org.tributary.gateway.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetState;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.asset.Pledge;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.CallContext;

class AssetCatalogueTest {
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");
  private static final AssetTerms TERMS = AssetTerms.text(10, 20, 4000, 500);

  private final List<ListedAsset> registry = new ArrayList<>();
  private final Map<AssetId, List<ClaimProof>> proofs = new HashMap<>();
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private long period = 7;
  private Instant until = Instant.MAX;
  private int reads;
  private boolean silent;
  private final AssetCatalogue catalogue =
      new AssetCatalogue(
          limit -> {
            reads++;
            if (silent) {
              Chain.connect(NOBODY);
            }
            return new AssetSource.Reading(period, until, registry.stream().limit(limit).toList());
          },
          () -> proofs,
          new AssetConfiguration(Duration.ofMinutes(1), Duration.ofSeconds(2), 100, 1),
          clock(() -> now));

  @Test
  void modelByName_joinsTermsAndLineage() {
    register(dataset(1, "poems", true));
    register(model(2, "brook", TERMS, new FlatLineage.Ancestor(new AssetId(1), 250_000_000)));
    ModelOffer offer = catalogue.modelByName("brook").orElseThrow();
    assertEquals(new Prices(10, 10, 20, 0), offer.prices());
    assertEquals(new Split.Terms(500, 4000), offer.terms());
    assertEquals(7, offer.period());
    assertEquals(3, offer.termsVersion());
    assertEquals("brook", offer.name());
    assertEquals("Owner 2", offer.model().owner());
    CallContext.Ancestor ancestor = offer.ancestors().getFirst();
    assertEquals("Owner 1 (poems)", ancestor.name());
    assertEquals("dataset", ancestor.kind());
    assertEquals(250_000_000, ancestor.ppb());
    assertTrue(ancestor.escrow());
    assertEquals("CC-BY-4.0", ancestor.licence());
  }

  @Test
  void modelThatCostsNothing_isNotServed() {
    register(model(1, "gift", AssetTerms.text(0, 0, 0, 0)));
    register(model(2, "picture", new AssetTerms(0, 0, 0, 1, 0, 0)));
    assertEquals(List.of("picture"), offered());
    assertEquals(2, catalogue.all().size());
  }

  @Test
  void modelByName_isTheEarliestRegistration() {
    register(model(1, "brook", TERMS));
    register(model(2, "brook", AssetTerms.text(1, 1, 0, 0)));
    assertEquals(new AssetId(1), catalogue.modelByName("brook").orElseThrow().model().asset());
    assertEquals(1, catalogue.models().size());
    assertEquals(2, catalogue.all().size());
  }

  @Test
  void claimsOfOneContent_theProvenOneIsListedElseTheEarliest() {
    ListedAsset first = model(1, "brook", TERMS);
    ListedAsset second = claiming(first, 2, "stream");
    ListedAsset third = claiming(first, 3, "river");
    List.of(first, second, third).forEach(this::register);
    assertEquals(List.of("brook"), offered());
    assertEquals(List.of(first, second, third), catalogue.claims(first.about().contentHash()));
    prove(second, second.state().owner(), false);
    prove(third, first.state().owner(), true);
    // Neither a source that does not count here, nor one that names someone else.
    assertEquals(List.of("brook"), offered());
    prove(third, third.state().owner(), true);
    assertEquals(List.of("river"), offered());
    assertTrue(catalogue.isListed(third));
    prove(first, first.state().owner(), true);
    assertEquals(List.of("brook"), offered());
    assertEquals(3, catalogue.all().size());
  }

  private List<String> offered() {
    catalogue.refresh();
    return catalogue.models().stream().map(ModelOffer::name).toList();
  }

  private void prove(ListedAsset asset, Address owner, boolean trusted) {
    proofs.put(
        asset.id(),
        List.of(
            new ClaimProof(asset.id(), "domain", "example.org", "https://…", owner, now, trusted)));
  }

  private static ListedAsset claiming(ListedAsset original, long id, String name) {
    ListedAsset other = model(id, name, TERMS);
    AssetDescription about = other.about();
    AssetDescription same =
        new AssetDescription(
            about.kind(),
            original.about().contentHash(),
            about.manifestHash(),
            about.uri(),
            about.name(),
            about.ownerName(),
            about.licence(),
            about.parents());
    RegisteredAsset asset = other.asset();
    return new ListedAsset(
        new RegisteredAsset(
            asset.id(),
            asset.registrar(),
            asset.registeredAt(),
            asset.pledge(),
            asset.flatHash(),
            same),
        other.state(),
        other.lineage());
  }

  @Test
  void modelByName_aDatasetIsNoModel() {
    register(dataset(1, "poems", false));
    assertEquals(Optional.empty(), catalogue.modelByName("poems"));
  }

  @Test
  void models_leaveOutWhatCannotBeChargedRightly() {
    register(model(2, "orphan", TERMS, new FlatLineage.Ancestor(new AssetId(77), 1)));
    register(model(3, " ", TERMS));
    register(model(4, "sound", TERMS));
    assertEquals(List.of("sound"), catalogue.models().stream().map(ModelOffer::name).toList());
    assertEquals(3, catalogue.all().size());
  }

  @Test
  void theRegistry_isReadAgainWhenItsCopyIsOld() {
    register(model(1, "brook", TERMS));
    assertEquals(1, catalogue.all().size());
    register(model(2, "creek", TERMS));
    now = now.plusSeconds(60);
    assertEquals(1, catalogue.all().size());
    now = now.plusSeconds(1);
    assertEquals(2, catalogue.all().size());
    assertEquals(2, reads);
  }

  @Test
  void whatIsMissing_isLookedForSoonerButNotAlways() {
    register(model(1, "brook", TERMS));
    assertEquals(Optional.empty(), catalogue.modelByName("creek"));
    assertEquals(1, reads);
    register(model(2, "creek", TERMS));
    assertEquals(Optional.empty(), catalogue.modelByName("creek"));
    now = now.plusSeconds(3);
    assertTrue(catalogue.modelByName("creek").isPresent());
    assertTrue(catalogue.find(new AssetId(2)).isPresent());
    assertEquals(2, reads);
    catalogue.refresh();
    assertEquals(3, reads);
  }

  @Test
  void theRegistry_isReadAgainWhenItsPeriodEnds() {
    register(model(1, "brook", TERMS));
    until = now.plusSeconds(10);
    assertEquals(7, catalogue.modelByName("brook").orElseThrow().period());
    now = now.plusSeconds(9);
    period = 8;
    until = now.plusSeconds(20);
    assertEquals(7, catalogue.modelByName("brook").orElseThrow().period());
    now = now.plusSeconds(1);
    assertEquals(8, catalogue.modelByName("brook").orElseThrow().period());
    silent = true;
    now = now.plusSeconds(20);
    // Its receipts name period 8: late, but true.
    assertEquals(8, catalogue.modelByName("brook").orElseThrow().period());
  }

  /** A receipt may name a period that ended a day before its call did, and no older one. */
  @Test
  void modelByName_isRefusedOnceItsPeriodIsTooOldToBeChargedBy() {
    register(model(1, "brook", TERMS));
    until = now.plusSeconds(10);
    assertTrue(catalogue.modelByName("brook").isPresent());
    silent = true;
    now = until.plus(Duration.ofHours(22)).minusMillis(1);
    assertTrue(catalogue.modelByName("brook").isPresent());
    now = now.plusMillis(1);
    ApiException refused = assertThrows(ApiException.class, () -> catalogue.modelByName("brook"));
    assertEquals("chain_unavailable", refused.body().error().code());
    // What is only shown may be old.
    assertEquals(1, catalogue.all().size());
    silent = false;
    now = now.plusSeconds(61);
    // A node that answers, and is still far behind, helps no more than none.
    assertThrows(ApiException.class, () -> catalogue.modelByName("brook"));
    now = now.plusSeconds(61);
    until = now.plusSeconds(10);
    assertTrue(catalogue.modelByName("brook").isPresent());
  }

  @Test
  void aNodeThatLagsBehind_isNotAskedByEveryCall() {
    register(model(1, "brook", TERMS));
    until = now.minusSeconds(10);
    for (int i = 0; i < 5; i++) {
      assertTrue(catalogue.modelByName("brook").isPresent());
    }
    assertEquals(1, reads);
  }

  @Test
  void whenTheChainIsSilent_theLastKnownStands() {
    register(model(1, "brook", TERMS));
    silent = true;
    assertThrows(ChainException.class, catalogue::all);
    silent = false;
    assertEquals(1, catalogue.all().size());
    silent = true;
    now = now.plus(Duration.ofHours(1));
    assertTrue(catalogue.modelByName("brook").isPresent());
    assertThrows(ChainException.class, catalogue::refresh);
    silent = false;
    register(model(2, "creek", TERMS));
    now = now.plus(Duration.ofHours(1));
    assertEquals(2, catalogue.all().size());
  }

  private void register(ListedAsset asset) {
    registry.add(asset);
  }

  private static ListedAsset dataset(long id, String name, boolean escrowed) {
    return asset(id, AssetKind.DATASET, name, AssetTerms.NONE, escrowed, FlatLineage.NONE);
  }

  private static ListedAsset model(
      long id, String name, AssetTerms terms, FlatLineage.Ancestor... lineage) {
    return asset(id, AssetKind.MODEL, name, terms, false, new FlatLineage(List.of(lineage)));
  }

  private static ListedAsset asset(
      long id, AssetKind kind, String name, AssetTerms terms, boolean escrowed, FlatLineage table) {
    Address owner = new Address("0x%040x".formatted(id));
    Bytes32 hash = Bytes32.of(BigInteger.valueOf(id));
    AssetDescription about =
        new AssetDescription(
            kind, hash, hash, "", name, "Owner " + id, "CC-BY-4.0", List.<Parent>of());
    return new ListedAsset(
        new RegisteredAsset(
            new AssetId(id), owner, Instant.EPOCH, Pledge.NONE, table.hash(), about),
        new AssetState(7, owner, owner, 3, terms, escrowed, Consent.CLOSED),
        table);
  }

  private static Clock clock(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }
}
