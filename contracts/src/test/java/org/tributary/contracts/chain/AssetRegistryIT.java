package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.FlatLineage.ParentTable;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.SigningKey;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssetRegistryIT {
  private static final Bytes32 SALT = Bytes32.of(BigInteger.TEN);
  private static final AssetTerms TERMS = new AssetTerms(1_000_000, 2_000_000, 6000, 500);

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
            AssetKind.MODEL,
            hash("weights"),
            hash("manifest"),
            "",
            "brook-8m ümlaut",
            "A named owner with a name longer than thirty-two bytes",
            "Apache-2.0",
            List.of(new Parent(parent, 1500)),
            Consent.CLOSED,
            TERMS);
    AssetId id = registry.register(owner, model, SALT);

    RegisteredAsset asset = registry.assetOf(id);
    assertEquals(model, asset.registration());
    assertEquals(id, asset.id());
    assertEquals(owner.address(), asset.owner());
    assertEquals(owner.address(), asset.payee());
    assertEquals(owner.address(), asset.registrar());
    assertFalse(asset.escrowed());
    assertEquals(registry.flatLineage(id).hash(), asset.flatHash());
    assertEquals(Optional.of(id), registry.idOf(hash("weights")));
    assertEquals(Optional.empty(), registry.idOf(hash("nothing")));
    assertTrue(registry.count() >= 2);
  }

  @Test
  void terms_andPayout_followTheOwner() {
    AssetId id = registry.register(owner, dataset("terms", List.of()), SALT);
    AssetTerms dearer = new AssetTerms(3, 4, 5, 6);
    registry.setTerms(owner, id, dearer);
    assertEquals(dearer, registry.termsOf(id));
    Address payout = SigningKey.random().address();
    registry.setPayout(owner, id, payout);
    assertEquals(payout, registry.payeeOf(id));
    assertReverts("NotOwner", () -> registry.setPayout(other, id, other.address()));
  }

  @Test
  void escrow_isNamedAndCannotBeTaken() {
    AssetId id = registry.registerFor(other, dataset("absent owner's poems", List.of()), SALT);
    RegisteredAsset asset = registry.assetOf(id);
    assertTrue(asset.escrowed());
    assertEquals("Some Owner", asset.registration().ownerName());
    assertEquals(registry.vaultOf(id), asset.payee());
    assertFalse(chain.hasCode(asset.payee()));

    erc20.faucet(other, asset.payee(), BigInteger.valueOf(500));
    send(registryAddress, Abi.call("deployVault(uint256)", Abi.uint(id.value())));
    assertTrue(chain.hasCode(asset.payee()));
    String sweep =
        Abi.call(
            "sweep(address,address)", Abi.address(erc20.address()), Abi.address(other.address()));
    assertReverts("NotAssetOwner", () -> send(asset.payee(), sweep));
    assertReverts("NotOwner", () -> registry.setPayout(other, id, other.address()));
    String transfer =
        Abi.call(
            "transferFrom(address,address,uint256)",
            Abi.address(asset.payee()),
            Abi.address(other.address()),
            Abi.uint(id.value()));
    assertThrows(ChainException.Reverted.class, () -> send(registryAddress, transfer));
    assertEquals(BigInteger.valueOf(500), erc20.balanceOf(asset.payee()));
  }

  @Test
  void register_refusesTheSameContentAndMissingConsent() {
    AssetId closed = registry.register(owner, closed("private notes"), SALT);
    assertReverts(
        "AlreadyRegistered", () -> registry.register(other, closed("private notes"), SALT));
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
    return registration(name, parents, Consent.openFrom(0));
  }

  private static AssetRegistration closed(String name) {
    return registration(name, List.of(), Consent.CLOSED);
  }

  private static AssetRegistration registration(
      String name, List<Parent> parents, Consent consent) {
    return new AssetRegistration(
        AssetKind.DATASET,
        hash(name),
        hash("manifest of " + name),
        "https://example.org/" + name,
        name,
        "Some Owner",
        "CC-BY-4.0",
        parents,
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
