package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetState;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.DeriveConsent;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.FlatLineage.ParentTable;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.asset.Pledge;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.chain.AssetRegistryContract.VersionedTerms;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.SigningKey;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssetRegistryIT {
  private static final Bytes32 SALT = Bytes32.of(BigInteger.TEN);
  private static final AssetTerms TERMS =
      new AssetTerms(1_000_000, 250_000, 2_000_000, 40, 6000, 500);
  private static final long FAR = Long.MAX_VALUE;

  private Anvil anvil;
  private Chain chain;
  private TxSender owner;
  private TxSender other;
  private AssetRegistryContract registry;
  private DevTokenContract erc20;
  private Address registryAddress;

  @BeforeAll
  void start() throws Exception {
    anvil = Anvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    owner = Anvil.fundedSender(chain);
    other = Anvil.fundedSender(chain);
    Deployment deployment =
        Deployer.deploy(
            chain, other, new Deployer.Options(other.address(), other.address(), Duration.ZERO));
    registryAddress = deployment.assetRegistry();
    registry = new AssetRegistryContract(chain, registryAddress);
    erc20 = new DevTokenContract(chain, deployment.erc20());
  }

  @AfterAll
  void stop() {
    if (anvil != null) {
      anvil.close();
    }
  }

  @Test
  void assetOf_givesBackAllThatWasRegistered() {
    AssetId parent = registry.register(owner, dataset("poems", List.of()), SALT);
    AssetRegistration model =
        new AssetRegistration(
            new AssetDescription(
                AssetKind.MODEL,
                hash("weights"),
                hash("manifest"),
                "",
                "brook-8m ümlaut",
                "A named owner with a name longer than thirty-two bytes",
                "Apache-2.0",
                List.of(new Parent(parent, 1500))),
            new Consent(true, Consent.Base.CHARGE, 123, 456, 789),
            TERMS);
    AssetId id = registry.register(owner, model, SALT);

    RegisteredAsset asset = registry.assetOf(id);
    assertEquals(model.about(), asset.about());
    assertEquals(id, asset.id());
    assertEquals(owner.address(), asset.registrar());
    assertEquals(registry.flatLineage(id).hash(), asset.flatHash());
    assertEquals(asset.flatHash(), registry.flatHashOf(id));
    assertEquals(hash("weights"), registry.contentHashOf(id));
    assertEquals(List.of(id), registry.claimsOf(hash("weights")));
    assertEquals(List.of(), registry.claimsOf(hash("nothing")));
    assertTrue(registry.count() >= 2);

    AssetRegistryContract.Entry entry =
        registry.entries(List.of(parent, id), 5, (which, why) -> Assertions.fail(why)).get(1);
    assertEquals(asset, entry.asset());
    assertEquals(registry.flatLineage(id), entry.lineage());
    assertEquals(
        new AssetState(5, owner.address(), owner.address(), 1, TERMS, false, model.consent()),
        entry.state());
  }

  @Test
  void terms_andPayout_followTheOwner() {
    AssetId id = registry.register(owner, model("terms"), SALT);
    AssetTerms dearer = new AssetTerms(3, 2, 4, 7, 5, 6);
    long before = registry.comingPeriod() - 1;
    registry.setTerms(owner, id, dearer);
    assertEquals(new VersionedTerms(1, AssetTerms.NONE), registry.termsAt(id, before));
    assertEquals(new VersionedTerms(2, dearer), registry.termsAt(id, FAR));
    assertEquals(AssetTerms.NONE, registry.termsOf(id, 1));
    assertEquals(dearer, registry.termsOf(id, 2));
    Address payout = SigningKey.random().address();
    registry.setPayout(owner, id, payout);
    assertEquals(owner.address(), registry.payeeAt(id, before));
    assertEquals(payout, registry.payeeAt(id, FAR));
    registry.transfer(owner, id, other.address());
    assertEquals(owner.address(), registry.ownerAt(id, before));
    assertEquals(other.address(), registry.payeeAt(id, FAR));
    registry.transfer(other, id, owner.address());
    assertReverts("NotOwner", () -> registry.setPayout(other, id, other.address()));
  }

  @Test
  void aDataset_hasNoPrices() {
    AssetId id = registry.register(owner, dataset("free poems", List.of()), SALT);
    assertReverts("PricedDataset", () -> registry.setTerms(owner, id, TERMS));
  }

  @Test
  void escrow_isNamedAndCannotBeTaken() {
    AssetId id = registry.registerFor(other, dataset("absent owner's poems", List.of()), SALT);
    EscrowContract escrow = registry.escrow();
    assertTrue(escrow.isEscrowed(id));
    assertEquals("Some Owner", registry.assetOf(id).about().ownerName());
    Address vault = escrow.vaultOf(id);
    assertEquals(vault, registry.payeeAt(id, FAR));
    assertFalse(chain.hasCode(vault));

    erc20.faucet(other, vault, BigInteger.valueOf(500));
    assertReverts("NotHeir", () -> escrow.sweep(other, id, erc20.address(), other.address()));
    assertTrue(chain.hasCode(vault));
    assertReverts("NotOwner", () -> registry.setPayout(other, id, other.address()));
    String transfer =
        Abi.call(
            "transferFrom(address,address,uint256)",
            Abi.address(vault),
            Abi.address(other.address()),
            Abi.uint(id.value()));
    assertThrows(ChainException.Reverted.class, () -> send(registryAddress, transfer));
    assertEquals(BigInteger.valueOf(500), erc20.balanceOf(vault));
  }

  @Test
  void escrow_isHandedOverToWhomItWasOfferedTo() {
    AssetId id = registry.registerFor(other, dataset("found owner's poems", List.of()), SALT);
    EscrowContract escrow = registry.escrow();
    erc20.faucet(other, escrow.vaultOf(id), BigInteger.valueOf(500));
    assertReverts(
        "NotRegistrar", () -> escrow.offer(owner, id, owner.address(), "https://example.org"));
    escrow.offer(other, id, owner.address(), "https://example.org/proof");
    EscrowContract.Offer offer = escrow.offerOf(id).orElseThrow();
    assertEquals(owner.address(), offer.to());
    assertEquals("https://example.org/proof", offer.proof());
    assertReverts("NotAcceptable", () -> escrow.accept(owner, id));
    escrow.withdrawOffer(other, id);
    assertEquals(Optional.empty(), escrow.offerOf(id));
    assertReverts("NotOffered", () -> escrow.accept(owner, id));

    escrow.offer(other, id, owner.address(), "https://example.org/proof");
    DevelopmentChain.of(chain).advance(Deployer.RegistryTimes.PUBLIC.handOver());
    escrow.accept(owner, id);
    assertFalse(escrow.isEscrowed(id));
    assertEquals(owner.address(), registry.ownerOf(id));
    assertEquals(Optional.of(owner.address()), escrow.heirOf(id));
    Address savings = SigningKey.random().address();
    escrow.sweep(owner, id, erc20.address(), savings);
    assertEquals(BigInteger.valueOf(500), erc20.balanceOf(savings));
  }

  @Test
  void register_withTheConsentOfAClosedParent() {
    SigningKey parentKey = Anvil.fundedKey(chain);
    AssetId parent = registry.register(TxSender.of(chain, parentKey), closed("diary"), SALT);
    AssetRegistration child = dataset("extract", List.of(new Parent(parent, 500)));
    DeriveConsent consent =
        new DeriveConsent(
            parent,
            hash("extract"),
            other.address(),
            500,
            30,
            7,
            Instant.now().plus(Duration.ofDays(3650)));
    SignedConsent signed = consent.sign(parentKey, registry.consentDomain());
    assertTrue(signed.isBy(parentKey.address(), registry.consentDomain()));
    SignedConsent elsewhere =
        consent.sign(parentKey, DeriveConsent.domain(chain.chainId() + 1, registryAddress));
    assertReverts(
        "NoConsent", () -> registry.register(other, child, SALT, Map.of(parent, elsewhere)));
    AssetId id = registry.register(other, child, SALT, Map.of(parent, signed));
    assertEquals(new Pledge(30, 7, 0), registry.assetOf(id).pledge());
  }

  @Test
  void register_takesASecondClaimButNoneTwiceAndNoneWithoutConsent() {
    AssetId closed = registry.register(owner, closed("private notes"), SALT);
    assertReverts(
        "AlreadyRegistered", () -> registry.register(owner, closed("private notes"), SALT));
    AssetId second = registry.register(other, closed("private notes"), SALT);
    assertEquals(List.of(closed, second), registry.claimsOf(hash("private notes")));
    AssetRegistration child = dataset("derived", List.of(new Parent(closed, 10_000)));
    assertReverts("NoConsent", () -> registry.register(other, child, SALT));
    // The owner's own child needs no consent.
    AssetId own = registry.register(owner, child, SALT);
    assertEquals(closed, registry.flatLineage(own).ancestors().getFirst().asset());
  }

  @Test
  void assetOf_anUnknownIdReverts() {
    assertThrows(ChainException.Reverted.class, () -> registry.assetOf(new AssetId(1_000_000)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void flatLineage_isMergedAsInJava(long seed) {
    Random random = new Random(seed);
    List<AssetId> ids = new ArrayList<>();
    List<FlatLineage> tables = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<ParentTable> parents = randomParents(random, ids, tables);
      AssetRegistration registration =
          dataset("lineage" + seed + "/" + i, parents.stream().map(ParentTable::parent).toList());
      AssetId id = registry.register(owner, registration, SALT);
      FlatLineage expected = FlatLineage.merge(parents);
      assertEquals(expected, registry.flatLineage(id));
      assertEquals(expected.hash(), registry.assetOf(id).flatHash());
      ids.add(id);
      tables.add(expected);
    }
    assertTrue(tables.getLast().ancestors().size() > 2, "the walk reached no depth");
  }

  private static List<ParentTable> randomParents(
      Random random, List<AssetId> ids, List<FlatLineage> tables) {
    List<ParentTable> parents = new ArrayList<>();
    int left = 10_000;
    for (int i = 0; i < Math.min(4, ids.size()); i++) {
      int which = random.nextInt(ids.size());
      int bps = random.nextInt(left / 2 + 1);
      left -= bps;
      parents.add(new ParentTable(new Parent(ids.get(which), bps), tables.get(which)));
    }
    return parents;
  }

  private static AssetRegistration dataset(String name, List<Parent> parents) {
    return registration(AssetKind.DATASET, name, parents, Consent.openFrom(0));
  }

  private static AssetRegistration model(String name) {
    return registration(AssetKind.MODEL, name, List.of(), Consent.openFrom(0));
  }

  private static AssetRegistration closed(String name) {
    return registration(AssetKind.DATASET, name, List.of(), Consent.CLOSED);
  }

  private static AssetRegistration registration(
      AssetKind kind, String name, List<Parent> parents, Consent consent) {
    return new AssetRegistration(
        new AssetDescription(
            kind,
            hash(name),
            hash("manifest of " + name),
            "https://example.org/" + name,
            name,
            "Some Owner",
            "CC-BY-4.0",
            parents),
        consent,
        AssetTerms.NONE);
  }

  private void send(Address to, String data) {
    other.send(new TransactionRequest(to, data));
  }

  private static void assertReverts(String error, Executable call) {
    assertEquals(error, assertThrows(ChainException.Reverted.class, call).error());
  }

  private static Bytes32 hash(String text) {
    return Keccak256.hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
