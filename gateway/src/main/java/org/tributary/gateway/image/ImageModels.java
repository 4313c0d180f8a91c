package org.tributary.gateway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.modelfolder.ModelFolderConfig;
import org.tributary.gateway.modelfolder.VerifiedFolders;
import org.tributary.models.diffusion.DiffusionConfig;

/** What is known of image models whose folders lie on this machine. */
@Singleton
final class ImageModels {
  private static final long MAX_VOCABULARY_BYTES = 4 << 20;

  private final ObjectMapper json;
  private final VerifiedFolders<Known> folders;

  ImageModels(ModelFolderConfig where, ObjectMapper json) {
    this.json = json;
    this.folders = new VerifiedFolders<>(where, "config.json", this::read);
  }

  /**
   * One model.
   *
   * @param vocabulary what its folder says of the words that it learned
   */
  record Known(ImageSize size, @Nullable JsonNode vocabulary) {}

  Optional<Known> of(ModelOffer offer) {
    return folders.of(offer.uri(), offer.contentHash());
  }

  private Known read(Path folder) throws IOException {
    int side = DiffusionConfig.read(folder).imageSize();
    Path words = folder.resolve("vocabulary.json");
    boolean readable = Files.isRegularFile(words) && Files.size(words) <= MAX_VOCABULARY_BYTES;
    return new Known(ImageSize.square(side), readable ? json.readTree(words.toFile()) : null);
  }
}
