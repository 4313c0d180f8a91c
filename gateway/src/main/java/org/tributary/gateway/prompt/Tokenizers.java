package org.tributary.gateway.prompt;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.modelfolder.ModelFolderConfig;
import org.tributary.gateway.modelfolder.VerifiedFolders;
import org.tributary.models.tokenizer.ModelTokenizer;

/**
 * The tokenizers of models whose folders lie on this machine. They are never closed: a call may be
 * in the midst of one. Calls go on without: a prompt is then bounded by its bytes.
 */
@Singleton
final class Tokenizers {
  private static final String FILE = "tokenizer.json";

  private final PromptConfig config;
  private final VerifiedFolders<ModelTokenizer> folders;

  Tokenizers(ModelFolderConfig where, PromptConfig config) {
    this.config = config;
    this.folders = new VerifiedFolders<>(where, FILE, this::open);
    // Else the library asks the network where it runs, and tells its makers.
    System.setProperty("ai.djl.offline", "true");
  }

  /** Waits a moment where it is being read; empty where there is none, or not yet. */
  Optional<ModelTokenizer> of(String uri, Bytes32 contentHash) {
    return folders.of(uri, contentHash);
  }

  private ModelTokenizer open(Path folder) throws IOException {
    long bytes = Files.size(folder.resolve(FILE));
    if (bytes > config.maxTokenizerBytes()) {
      throw new IOException(FILE + " has " + bytes + " bytes");
    }
    return ModelTokenizer.open(folder);
  }
}
