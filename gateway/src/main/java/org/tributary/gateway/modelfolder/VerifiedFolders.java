package org.tributary.gateway.modelfolder;

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

/**
 * What is read from models' folders on this machine, from each once.
 *
 * <p>An asset's URI names its folder, and anyone may register any URI: so only a folder that holds
 * exactly the asset's content counts, and a folder's content is hashed once, whoever names it.
 *
 * @param <T> what is read
 */
public final class VerifiedFolders<T> {
  private static final Logger log = LoggerFactory.getLogger(VerifiedFolders.class);
  private static final Pattern LAST_NAME = Pattern.compile("(?:^|/)([a-z0-9][a-z0-9._-]{0,63})$");

  private final ModelFolderConfig config;
  private final String file;
  private final Reader<T> reader;
  private final Map<String, Loading<T>> folders = new HashMap<>();

  /** Reads a folder. */
  public interface Reader<T> {
    T read(Path folder) throws IOException;
  }

  /** A folder's content, from the moment that it was first asked for. */
  private record Loading<T>(CompletableFuture<Optional<Loaded<T>>> result, long startedAtNanos) {}

  private record Loaded<T>(String contentHash, T value) {}

  /**
   * @param file that a folder must have
   */
  public VerifiedFolders(ModelFolderConfig config, String file, Reader<T> reader) {
    this.config = config;
    this.file = file;
    this.reader = reader;
  }

  /** Waits a moment where it is being read; empty where there is none, or not yet. */
  public Optional<T> of(String uri, Bytes32 contentHash) {
    return folderName(uri)
        .flatMap(this::loading)
        .flatMap(this::await)
        .filter(loaded -> contentHash.text().equals("0x" + loaded.contentHash))
        .map(Loaded::value);
  }

  private static Optional<String> folderName(String uri) {
    Matcher name = LAST_NAME.matcher(uri);
    return name.find() ? Optional.of(name.group(1)) : Optional.empty();
  }

  private synchronized Optional<Loading<T>> loading(String name) {
    Loading<T> known = folders.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Path folder = config.folder().resolve(name);
    if (folders.size() >= config.maxFolders() || !Files.isRegularFile(folder.resolve(file))) {
      return Optional.empty();
    }
    Loading<T> loading = new Loading<>(new CompletableFuture<>(), System.nanoTime());
    folders.put(name, loading);
    // The hash is over all of a model's weights: that may take long, and must hold nobody up.
    Thread.ofPlatform()
        .daemon()
        .name("folder-" + name)
        .start(() -> loading.result.complete(read(folder)));
    return Optional.of(loading);
  }

  private Optional<Loaded<T>> await(Loading<T> loading) {
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

  private Optional<Loaded<T>> read(Path folder) {
    try {
      T value = reader.read(folder);
      return Optional.of(new Loaded<>(ModelManifest.contentHash(folder).hex(), value));
    } catch (IOException | RuntimeException | LinkageError unusable) {
      log.warn("no {} of {}: {}", file, folder.getFileName(), unusable.toString());
      return Optional.empty();
    }
  }
}
