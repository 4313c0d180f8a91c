package org.tributary.gateway.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.DeriveConsent;
import org.tributary.contracts.asset.Pledge;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.redis.RealRedis;

/** Owners at their command line: a real registry, a real gateway, keys of their own. */
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnersIT {
  private final Path temp;
  private final OwnersStack stack;
  private Path alice = Path.of("");
  private Path bob = Path.of("");

  OwnersIT(@TempDir Path temp, URI redis) throws IOException {
    this.temp = temp;
    this.stack = new OwnersStack(temp.resolve("home"), redis);
  }

  @BeforeAll
  void keys() throws IOException {
    alice = stack.key("alice.key");
    bob = stack.key("bob.key");
  }

  @AfterAll
  void stop() {
    stack.close();
  }

  @Test
  void register_thenShowAndProveOneFile() throws Exception {
    Path data = folder("poems", "spring/rose.txt", "autumn.txt");
    String parent = dataset(data, alice, "--open", "100");
    Path weights = folder("rhymer", "weights.bin");
    JsonNode made =
        stack.ok(
            "register",
            weights.toString(),
            "--kind",
            "model",
            "--licence",
            "Apache-2.0",
            "--parent",
            parent + ":1500",
            "--price",
            "prompt=200000,cached=50000,completion=800000",
            "--worker-bps",
            "6000",
            "--fee-bps",
            "500",
            "--owner-name",
            "Bob",
            "--key",
            bob.toString());
    JsonNode shown = stack.ok("show", made.path("asset").asText());
    assertEquals(made.path("contentHash"), shown.path("contentHash"));
    assertEquals("50000", shown.path("terms").path("cached").asText());
    assertEquals(1, shown.path("terms").path("version").asInt());
    assertEquals(address(bob).text(), shown.path("payee").asText());
    assertEquals(parent, shown.path("parents").path(0).path("asset").asText());
    assertEquals(150_000_000, shown.path("lineage").path(0).path("ppb").asInt());
    assertEquals("rhymer", offer("rhymer").name());

    Path rose = data.resolve("spring/rose.txt");
    JsonNode proof =
        stack.ok("prove", parent, rose.toString(), "--path", "spring/rose.txt").path("proof");
    assertEquals(2, proof.path("count").asInt());
    Files.writeString(rose, "another rose");
    assertFailed(
        "file_differs", stack.run("prove", parent, rose.toString(), "--path", "spring/rose.txt"));
    assertFailed("unknown_file", stack.run("prove", parent, rose.toString()));
  }

  @Test
  void changes_areInForceWithThePeriodTheyNameAndPricesFollow() throws Exception {
    String id = model(folder("pricey", "w"), alice, "--price", "completion=10");
    ModelOffer before = offer("pricey");
    stack.ok("terms", id, "--price", "completion=30,pixels=5", "--key", alice.toString());
    Address payout = SigningKey.random().address();
    stack.ok("payout", id, payout.text(), "--key", alice.toString());
    assertEquals(address(alice), before.model().payee());
    stack.nextPeriod();
    ModelOffer after = offer("pricey");
    assertEquals(before.termsVersion() + 1, after.termsVersion());
    assertEquals(30, after.prices().completion());
    assertEquals(payout, after.model().payee());
    assertTrue(after.period() > before.period());

    stack.ok("transfer", id, address(bob).text(), "--key", alice.toString());
    assertFailed("NotOwner", stack.run("payout", id, "own", "--key", alice.toString()));
    stack.nextPeriod();
    assertEquals(address(bob), offer("pricey").model().payee());
  }

  @Test
  void consent_isAskedForSignedAndUsedOnce() throws Exception {
    String parent = dataset(folder("diary", "d.txt"), alice);
    Path child = folder("memoir", "m.txt");
    String[] register = {
      "register",
      child.toString(),
      "--kind",
      "dataset",
      "--licence",
      "MIT",
      "--parent",
      parent + ":700",
      "--key",
      bob.toString()
    };
    long before = stack.registry.count();
    assertFailed("consent_missing", stack.run(register));
    JsonNode asked =
        stack.ok(
            "consent",
            "request",
            parent,
            child.toString(),
            "--kind",
            "dataset",
            "--bps",
            "700",
            "--note",
            "please",
            "--key",
            bob.toString());
    String request = asked.path("id").asText();
    assertTrue(stack.run("consent", "list", parent).text().contains("waiting"));

    assertForgedAnswersAreRefused(new AssetId(Long.parseLong(parent)), asked);
    assertFailed("consent_missing", stack.run(register));
    assertEquals(before, stack.registry.count());

    stack.ok(
        "consent", "sign", parent, request, "--floor-completion", "9", "--key", alice.toString());
    assertTrue(stack.run("consent", "list", parent).text().contains("signed"));
    AssetId made = new AssetId(stack.ok(register).path("asset").asLong());
    assertEquals(new Pledge(9, 0, 0), stack.registry.assetOf(made).pledge());
    assertFailed("AlreadyRegistered", stack.run(register));
  }

  private void assertForgedAnswersAreRefused(AssetId parent, JsonNode asked) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofDays(1));
    DeriveConsent consent =
        new DeriveConsent(
            parent,
            new Bytes32(asked.path("contentHash").asText()),
            new Address(asked.path("registrar").asText()),
            700,
            0,
            0,
            deadline);
    Domain here = stack.registry.consentDomain();
    Domain otherChain =
        DeriveConsent.domain(stack.chain.chainId() + 1, stack.deployment.assetRegistry());
    SigningKey owner = stack.keyIn(alice);
    for (SignedConsent forged :
        List.of(consent.sign(stack.keyIn(bob), here), consent.sign(owner, otherChain))) {
      assertEquals(
          "consent_not_by_owner",
          answer(parent, asked, forged.consent().bps(), deadline, forged.signature()));
    }
    String signature = consent.sign(owner, here).signature();
    assertEquals("consent_not_by_owner", answer(parent, asked, 100, deadline, signature));
    assertEquals("bps_out_of_range", answer(parent, asked, 10_001, deadline, signature));
    assertEquals("consent_expired", answer(parent, asked, 700, Instant.EPOCH, signature));
    assertEquals("consent_not_by_owner", answer(parent, asked, 700, deadline, "0x"));
  }

  private String answer(AssetId parent, JsonNode asked, int bps, Instant deadline, String signature)
      throws Exception {
    String body =
        RunningStack.JSON.writeValueAsString(
            Map.of("bps", bps, "deadline", deadline.getEpochSecond(), "signature", signature));
    String path = "/v1/assets/" + parent + "/consents/" + asked.path("id").asText();
    return stack.refused(400, path, body);
  }

  @Test
  void hostileRegistrations_areRefusedByCodeAndRegisterNothing() throws Exception {
    Path files = folder("hostile", "a.txt");
    long before = stack.registry.count();
    assertFailed("parent_not_found", register(files, "--parent", "999999:100"));
    assertFailed("bps_out_of_range", register(files, "--parent", "1:10001"));
    assertFailed("bps_out_of_range", register(files, "--parent", "1:6000", "--parent", "1:6000"));
    assertFailed("invalid_asset", register(files, "--parent", "../1:100"));
    assertFailed("invalid_parent", register(files, "--parent", "1:-5"));
    assertFailed("terms_out_of_range", register(files, "--worker-bps", "7001"));
    assertFailed("terms_out_of_range", register(files, "--price", "prompt=1,cached=2"));
    assertFailed("invalid_price", register(files, "--price", "soul=1"));
    assertFailed("consent_out_of_range", register(files, "--open", "10001"));
    Files.createSymbolicLink(files.resolve("key"), alice.toAbsolutePath());
    assertFailed("path_outside_folder", register(files));
    Path many = Files.createDirectory(temp.resolve("many"));
    for (int i = 0; i < 4097; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    assertFailed("too_many_files", register(many));
    assertEquals(before, stack.registry.count());
  }

  @Test
  void hostileManifests_areRefusedByCode() throws Exception {
    String manifest =
        "{\"format\":\"tributary-manifest-1\",\"name\":\"x\",\"kind\":\"dataset\","
            + "\"sketch\":\"\",\"files\":[%s]}";
    String file = "{\"path\":\"%s\",\"size\":1,\"sha256\":\"" + "0".repeat(64) + "\"}";
    String path = "/v1/assets/manifests";
    for (String outside : List.of("../x", "/etc/passwd", "a/../../b", "a\\\\b")) {
      assertEquals(
          "path_outside_folder",
          stack.refused(400, path, manifest.formatted(file.formatted(outside))));
    }
    String many = (file.formatted("a") + ",").repeat(7000) + file.formatted("b");
    assertEquals("manifest_too_large", stack.refused(400, path, manifest.formatted(many)));
    assertEquals(
        "too_many_files", stack.refused(400, path, manifest.formatted("{},".repeat(5000) + "{}")));
    assertEquals("body_too_large", stack.refused(413, path, "[" + "0,".repeat(10_000_000) + "0]"));
    assertEquals("invalid_json", stack.refused(400, path, "["));
    assertEquals("manifest_not_found", code(404, "/v1/assets/manifests/" + Bytes32.ZERO));
  }

  @Test
  void absentOwner_isFoundAndTakesOverWithWhatWaited() throws Exception {
    String id = dataset(folder("lost songs", "s.txt"), alice, "--for", "A Singer");
    JsonNode shown = stack.ok("show", id);
    assertTrue(shown.path("escrow").asBoolean());
    assertEquals("A Singer", shown.path("ownerName").asText());
    DevTokenContract erc20 = new DevTokenContract(stack.chain, stack.deployment.erc20());
    TxSender sender = TxSender.of(stack.chain, stack.keyIn(alice));
    erc20.faucet(sender, new Address(shown.path("payee").asText()), BigInteger.valueOf(321));

    assertFailed(
        "missing_proof", stack.run("offer", id, address(bob).text(), "--key", alice.toString()));
    stack.ok(
        "offer",
        id,
        address(bob).text(),
        "--proof",
        "https://a.example",
        "--key",
        alice.toString());
    assertFailed("NotAcceptable", stack.run("accept", id, "--key", bob.toString()));
    DevelopmentChain.of(stack.chain).advance(Deployer.RegistryTimes.DEVELOPMENT.handOver());
    stack.ok("accept", id, "--key", bob.toString());
    assertEquals(BigInteger.valueOf(321), erc20.balanceOf(address(bob)));
    assertFalse(stack.ok("show", id).path("escrow").asBoolean());
  }

  @Test
  void sameContentTwice_bothAreShownAndTheProvenOneIsListed() throws Exception {
    Path weights = folder("twice", "w.bin");
    String first =
        model(weights, alice, "--name", "first-claim", "--price", "prompt=1,completion=1");
    OwnersStack.Printed second =
        stack.run(
            "register",
            weights.toString(),
            "--kind",
            "model",
            "--licence",
            "MIT",
            "--name",
            "second-claim",
            "--price",
            "prompt=1,completion=1",
            "--key",
            bob.toString());
    assertTrue(
        second.text().contains("asset " + first + " claims the same content"), second.text());
    String other = stack.get("/v1/assets/" + first).path("claims").path(1).asText();
    assertTrue(catalogue().modelByName("first-claim").isPresent());
    assertTrue(catalogue().modelByName("second-claim").isEmpty());

    String source = "http://" + stack.webHost() + "/.well-known/tributary.json";
    assertFailed("proof_not_found", vouch(other, source));
    stack.site.put("/.well-known/tributary.json", "{\"assets\":[]}");
    assertFailed("proof_names_no_owner", vouch(other, source));
    stack.site.put(
        "/.well-known/tributary.json",
        stack.run("vouch", first, "--show", "--key", alice.toString()).text());
    assertFailed("proof_names_another_owner", vouch(other, source));
    stack.site.put(
        "/.well-known/tributary.json",
        stack.run("vouch", other, "--show", "--key", bob.toString()).text());
    assertEquals(0, vouch(other, source).exitCode());
    assertTrue(catalogue().modelByName("second-claim").isPresent());
    assertTrue(catalogue().modelByName("first-claim").isEmpty());
    assertEquals(
        stack.webHost(), stack.ok("show", other).path("proofs").path(0).path("source").asText());
  }

  @Test
  void proofs_areNeverFetchedFromPrivateNetworks() throws Exception {
    String id = dataset(folder("private", "p"), alice);
    for (String host : List.of("localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]")) {
      assertFailed("proof_not_found", vouch(id, "https://" + host + "/.well-known/tributary.json"));
    }
    assertFailed(
        "invalid_proof_source", vouch(id, "http://example.org/.well-known/tributary.json"));
    assertFailed("invalid_proof_source", vouch(id, "file:///etc/passwd"));
    assertFailed("invalid_proof_source", vouch(id, "https://github.example/any/path.json"));
  }

  @Test
  void nearCopies_areAWarning() throws Exception {
    Path original = folder("novel");
    byte[] text = new byte[2_000_000];
    new Random(7).nextBytes(text);
    Files.write(original.resolve("novel.txt"), text);
    String id = dataset(original, alice, "--owner-name", "A Novelist");
    Path copy = folder("my novel");
    text[1_000_000] ^= 1;
    Files.write(copy.resolve("mine.txt"), text);
    OwnersStack.Printed printed =
        stack.run(
            "register",
            copy.toString(),
            "--kind",
            "dataset",
            "--licence",
            "MIT",
            "--key",
            bob.toString());
    assertEquals(0, printed.exitCode(), printed.text());
    assertTrue(
        printed.text().contains("also in asset " + id + ", novel (A Novelist)"), printed.text());
  }

  private OwnersStack.Printed vouch(String id, String source) {
    return stack.run("vouch", id, source);
  }

  private AssetCatalogue catalogue() {
    AssetCatalogue catalogue = stack.bean(AssetCatalogue.class);
    catalogue.refresh();
    return catalogue;
  }

  private ModelOffer offer(String name) {
    return catalogue().modelByName(name).orElseThrow();
  }

  private String code(int status, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(stack.server.getURI().resolve(path)).build();
    return stack.answer(request, status).at("/error/code").asText();
  }

  private String dataset(Path files, Path key, String... more) throws IOException {
    return registered(files, "dataset", key, more);
  }

  private String model(Path files, Path key, String... more) throws IOException {
    return registered(files, "model", key, more);
  }

  private String registered(Path files, String kind, Path key, String... more) throws IOException {
    JsonNode made = stack.ok(registration(files, kind, key, more));
    assertNotEquals("", made.path("asset").asText());
    return made.path("asset").asText();
  }

  private OwnersStack.Printed register(Path files, String... more) {
    return stack.run(registration(files, "model", alice, more));
  }

  private static String[] registration(Path files, String kind, Path key, String... more) {
    Stream<String> always =
        Stream.of(
            "register",
            files.toString(),
            "--kind",
            kind,
            "--licence",
            "MIT",
            "--key",
            key.toString());
    return Stream.concat(always, Stream.of(more)).toArray(String[]::new);
  }

  private Address address(Path key) throws IOException {
    return stack.keyIn(key).address();
  }

  private static void assertFailed(String code, OwnersStack.Printed printed) {
    assertEquals(1, printed.exitCode(), printed.text());
    assertTrue(printed.text().contains(code), printed.text());
  }

  private Path folder(String name, String... files) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("files").resolve(name));
    for (String file : files) {
      Path at = folder.resolve(file);
      Files.createDirectories(at.getParent());
      Files.writeString(at, file + " of " + name);
    }
    return folder;
  }
}
