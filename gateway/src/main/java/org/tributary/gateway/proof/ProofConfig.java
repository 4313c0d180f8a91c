package org.tributary.gateway.proof;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;

/**
 * Where proofs of ownership are fetched from, and what they count for.
 *
 * @param repositoryHosts whose raw files, in a folder of an owner's own, prove for that folder
 * @param privateHosts host:port that may be fetched though not public, also without TLS: for tests
 *     and closed networks
 * @param trustedSources domains or repositories, or beginnings of them up to a '/', whose proof
 *     decides which of several claims is listed; * for all
 */
@ConfigurationProperties("tributary.proofs")
public record ProofConfig(
    @Bindable(defaultValue = "raw.githubusercontent.com,gitlab.com,codeberg.org,huggingface.co")
        List<String> repositoryHosts,
    @Bindable(defaultValue = "") List<String> privateHosts,
    @Bindable(defaultValue = "*") List<String> trustedSources,
    @Bindable(defaultValue = "8s") Duration patience,
    @Bindable(defaultValue = "65536") int maxBytes,
    @Bindable(defaultValue = "4") int atOnce,
    @Bindable(defaultValue = "30") long perNetworkPerDay) {

  public ProofConfig {
    repositoryHosts = named(repositoryHosts);
    privateHosts = named(privateHosts);
    trustedSources = named(trustedSources);
    if (!patience.isPositive() || maxBytes < 1 || atOnce < 1 || perNetworkPerDay < 0) {
      throw new IllegalArgumentException("tributary.proofs: bounds must be positive");
    }
  }

  boolean trusts(String source) {
    return trustedSources.stream()
        .anyMatch(each -> each.equals("*") || source.equals(each) || source.startsWith(each + "/"));
  }

  private static List<String> named(List<String> texts) {
    return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }
}
