package org.tributary.gateway.prompt;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.tokenizer.ModelTokenizer;

/**
 * The tokenizers of models whose folders lie on this machine, each read once.
 *
 * <p>An asset's URI names its folder, and anyone may register any URI: so only a folder that holds
 * exactly the asset's content counts, and a folder's content is hashed once, whoever names it. They
 * are never closed: a call may be in the midst of one.
 */
@Singleton
final class Tokenizers {
  private static final Logger log = LoggerFactory.getLogger(Tokenizers.class);
  private static final Pattern LAST_NAME = Pattern.compile("(?:^|/)([a-z0-9][a-z0-9._-]{0,63})$");

  private final PromptConfig config;
  private final Map<String, Loading> folders = new HashMap<>();

  /** A folder's tokenizer, from the moment that it was first asked for. */
  private record Loading(CompletableFuture<Optional<Loaded>> result, long startedAtNanos) {}

  private record Loaded(String contentHash, ModelTokenizer tokenizer) {}

  Tokenizers(PromptConfig config) {
    this.config = config;
    // Else the library asks the network where it runs, and tells its makers.
    System.setProperty("ai.djl.offline", "true");
  }

  /** Waits a moment where it is being read; empty where there is none, or not yet. */
  Optional<ModelTokenizer> of(String uri, Bytes32 contentHash) {
    return folderName(uri)
        .flatMap(this::loading)
        .flatMap(this::await)
        .filter(loaded -> contentHash.text().equals("0x" + loaded.contentHash))
        .map(Loaded::tokenizer);
  }

  private static Optional<String> folderName(String uri) {
    Matcher name = LAST_NAME.matcher(uri);
    return name.find() ? Optional.of(name.group(1)) : Optional.empty();
  }

  private synchronized Optional<Loading> loading(String name) {
    Loading known = folders.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Path folder = config.folder().resolve(name);
    if (folders.size() >= config.maxTokenizers()
        || !Files.isRegularFile(folder.resolve("tokenizer.json"))) {
      return Optional.empty();
    }
    Loading loading = new Loading(new CompletableFuture<>(), System.nanoTime());
    folders.put(name, loading);
    // The hash is over all of a model's weights: that may take long, and must hold nobody up.
    Thread.ofPlatform()
        .daemon()
        .name("tokenizer-" + name)
        .start(() -> loading.result.complete(read(folder)));
    return Optional.of(loading);
  }

  private Optional<Loaded> await(Loading loading) {
    Duration waited = Duration.ofNanos(System.nanoTime() - loading.startedAtNanos);
    long leftMs = Math.max(0, config.patience().minus(waited).toMillis());
    try {
      return loading.result.get(leftMs, TimeUnit.MILLISECONDS);
    } catch (TimeoutException notYet) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<Loaded> read(Path folder) {
    try {
      long bytes = Files.size(folder.resolve("tokenizer.json"));
      if (bytes > config.maxTokenizerBytes()) {
        throw new IOException("tokenizer.json has " + bytes + " bytes");
      }
      String hash = ModelManifest.contentHash(folder).hex();
      return Optional.of(new Loaded(hash, ModelTokenizer.open(folder)));
    } catch (IOException | RuntimeException | LinkageError unusable) {
      // Calls go on without: a prompt is then bounded by its bytes.
      log.warn("no tokenizer of {}: {}", folder.getFileName(), unusable.toString());
      return Optional.empty();
    }
  }
}
