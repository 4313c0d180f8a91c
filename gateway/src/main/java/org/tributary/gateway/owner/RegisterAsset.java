package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary asset register}: hashes files, publishes their manifest, registers them. */
@Command(
    name = "register",
    description =
        "Registers a folder or a file as an asset: commits, and reveals a block later. It is signed"
            + " and paid for by the owner's own key.",
    mixinStandardHelpOptions = true)
final class RegisterAsset extends AssetCommand {
  private static final int MAX_TEXT_BYTES = 512;

  @Parameters(paramLabel = "FILES", description = "A folder, or one file.")
  private Path files;

  @Mixin private KindOption kind;

  @Option(
      names = "--licence",
      required = true,
      description = "SPDX identifier, for example Apache-2.0.")
  private String licence;

  @Option(names = "--name", description = "What it is called (default: the file's name).")
  private @Nullable String name;

  @Option(names = "--owner-name", description = "Who owns it, for people to read.")
  private String ownerName = "";

  @Option(names = "--uri", description = "Where the files or their description are to be found.")
  private String uri = "";

  @Option(
      names = "--parent",
      paramLabel = "ID:BPS",
      description = "What it was made from, and that parent's share; up to eight times.")
  private List<String> parents = List.of();

  @Option(
      names = "--for",
      paramLabel = "NAME",
      description = "Registers it for an absent owner of this name: its revenue waits for them.")
  private @Nullable String absent;

  @Option(names = "--manifest", description = "Where to keep the manifest as well.")
  private @Nullable Path manifestFile;

  @Option(names = "--dry-run", description = "Says what would be registered, and does nothing.")
  private boolean dryRun;

  @Mixin private PriceOptions prices;

  @Mixin private ConsentOptions consents;

  @Override
  protected void run(RunningStack stack) {
    AssetKind parsed = kind.kind();
    AssetTerms terms = prices.of(parsed);
    List<Parent> made = parents();
    OwnFiles own = OwnFiles.read(files, parsed, nameOf(), err());
    AssetRegistration registration =
        new AssetRegistration(description(parsed, own, made), consents.consent(), terms);
    if (dryRun) {
      show(own, null);
      return;
    }
    Hand hand = hand(stack);
    Map<AssetId, SignedConsent> signed =
        new ParentConsents(stack, hand, own.contentHash()).forParents(made);
    keep(own);
    warn(stack.post(PATH + "/manifests", own.written(), JsonNode.class));
    AssetId id =
        absent == null
            ? hand.registry().register(hand.sender(), registration, salt(), signed)
            : hand.registry().registerFor(hand.sender(), registration, salt(), signed);
    // Now that an asset names it, it is kept for good.
    stack.post(PATH + "/manifests", own.written(), JsonNode.class);
    show(own, id);
  }

  private AssetDescription description(AssetKind parsed, OwnFiles own, List<Parent> made) {
    return new AssetDescription(
        parsed,
        own.contentHash(),
        own.manifestHash(),
        text("--uri", uri),
        text("--name", nameOf()),
        text("--owner-name", absent == null ? ownerName : absent),
        text("--licence", licence),
        made);
  }

  private String nameOf() {
    return name != null ? name : String.valueOf(files.toAbsolutePath().normalize().getFileName());
  }

  private static String text(String option, String value) {
    if (value.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
      throw new StackFailure("text_too_long: " + option + " has at most 512 bytes");
    }
    return value;
  }

  private List<Parent> parents() {
    if (parents.size() > Parent.MAX_PARENTS) {
      throw new StackFailure("too_many_parents: an asset has at most " + Parent.MAX_PARENTS);
    }
    List<Parent> parsed = new ArrayList<>();
    for (String text : parents) {
      String[] parts = text.split(":", -1);
      if (parts.length != 2 || !parts[1].matches("[0-9]{1,5}")) {
        throw new StackFailure("invalid_parent: --parent is ID:BPS, not " + text);
      }
      int bps = Integer.parseInt(parts[1]);
      if (bps > 10_000) {
        throw new StackFailure("bps_out_of_range: a share is at most 10000 bps, not " + bps);
      }
      parsed.add(new Parent(id(parts[0]), bps));
    }
    if (parsed.stream().mapToInt(Parent::bps).sum() > 10_000) {
      throw new StackFailure("bps_out_of_range: the parents share more than the whole");
    }
    return parsed;
  }

  private void keep(OwnFiles own) {
    if (manifestFile != null) {
      try {
        Files.write(manifestFile, own.written());
      } catch (IOException e) {
        throw new StackFailure("cannot write " + manifestFile, e);
      }
    }
  }

  /** Same or similar content is no reason to refuse: who is right is not for a program to say. */
  private void warn(JsonNode accepted) {
    for (JsonNode claim : accepted.path("claims")) {
      err().println("note: asset " + claim.asText() + " claims the same content already");
    }
    for (JsonNode near : accepted.path("near")) {
      err()
          .printf(
              "note: about %.0f%% of this is also in asset %s, %s (%s)%n",
              near.path("similarity").asDouble() * 100,
              near.path("asset").asText(),
              near.path("name").asText(),
              near.path("ownerName").asText());
    }
  }

  private void show(OwnFiles own, @Nullable AssetId id) {
    if (isJson()) {
      Map<String, Object> json = new HashMap<>();
      json.put("asset", id);
      json.put("contentHash", own.contentHash());
      json.put("manifestHash", own.manifestHash());
      json.put("files", own.manifest().files().size());
      json.put("bytes", Long.toString(own.manifest().bytes()));
      print(json);
      return;
    }
    out().println(id == null ? "nothing registered (--dry-run)" : "registered asset " + id);
    out().println("  content   " + own.contentHash());
    out().println("  manifest  " + own.manifestHash());
    out()
        .printf(
            "  files     %d, %,d bytes%n", own.manifest().files().size(), own.manifest().bytes());
  }

  private static Bytes32 salt() {
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    return Bytes32.of(salt);
  }
}
