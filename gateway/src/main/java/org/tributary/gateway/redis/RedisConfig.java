package org.tributary.gateway.redis;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, how long and how much we wait for it, and how safe it must keep money.
 *
 * @param uri of a server, or of one node of a cluster
 * @param nodes further nodes to find a cluster by, should the first be away
 * @param durability what the server must promise, or no gateway starts on it
 * @param waitReplicas how many replicas must have a change of money before it is acknowledged
 * @param topologyRefresh how often a cluster is asked anew who holds what
 */
@ConfigurationProperties("tributary.redis")
public record RedisConfig(
    @Bindable(defaultValue = "redis://127.0.0.1:6399") URI uri,
    @Bindable(defaultValue = "false") boolean cluster,
    @Nullable List<URI> nodes,
    @Bindable(defaultValue = "ALWAYS") Durability durability,
    @Bindable(defaultValue = "0") int waitReplicas,
    @Bindable(defaultValue = "500ms") Duration waitTimeout,
    @Bindable(defaultValue = "10s") Duration topologyRefresh,
    @Bindable(defaultValue = "2s") Duration commandTimeout,
    @Bindable(defaultValue = "10000") int maxPendingCommands) {

  public RedisConfig {
    if (!commandTimeout.isPositive() || maxPendingCommands < 1 || !topologyRefresh.isPositive()) {
      throw new IllegalArgumentException("tributary.redis limits must be positive");
    }
    if (waitReplicas < 0
        || !waitTimeout.isPositive()
        || waitTimeout.compareTo(commandTimeout) >= 0) {
      throw new IllegalArgumentException(
          "tributary.redis.wait-timeout must be positive and shorter than command-timeout");
    }
  }

  public static RedisConfig at(URI uri) {
    return at(uri, false, 0);
  }

  public static RedisConfig at(URI uri, boolean cluster, int waitReplicas) {
    return new RedisConfig(
        uri,
        cluster,
        null,
        Durability.ALWAYS,
        waitReplicas,
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        10_000);
  }

  /** Every server that was named. */
  List<URI> seeds() {
    List<URI> more = nodes;
    return more == null ? List.of(uri) : Stream.concat(Stream.of(uri), more.stream()).toList();
  }
}
