package org.tributary.gateway.modelfolder;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where models' folders are.
 *
 * @param folder holds them; one whose content is a listed model's tells what is known of the model
 * @param maxFolders read at most, of each kind
 * @param patience how long a call waits for a folder to be read
 */
@ConfigurationProperties("tributary.models")
public record ModelFolderConfig(
    @Bindable(defaultValue = "models") Path folder,
    @Bindable(defaultValue = "16") int maxFolders,
    @Bindable(defaultValue = "5s") Duration patience) {

  public ModelFolderConfig {
    if (maxFolders < 0 || !patience.isPositive()) {
      throw new IllegalArgumentException("tributary.models: limits out of range");
    }
  }
}
