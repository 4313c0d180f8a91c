package org.tributary.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The connection to Redis, shared by every caller: commands of parallel virtual threads are
 * pipelined by themselves. Offers only what a cluster can do too.
 */
@Singleton
public final class Redis implements AutoCloseable {

  private final RedisConfig config;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  public Redis(RedisConfig config) {
    this.config = config;
    this.client = RedisClient.create(RedisURI.create(config.uri()));
    client.setOptions(
        ClientOptions.builder()
            .requestQueueSize(config.maxPendingCommands())
            .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
            .build());
    this.connection = connect();
  }

  /** Each call waits for its answer, at most the configured timeout. */
  public RedisClusterCommands<String, String> commands() {
    return connection.sync();
  }

  /** For many commands at once; see {@link #await}. */
  public RedisClusterAsyncCommands<String, String> pipeline() {
    return connection.async();
  }

  /** The answers to pipelined commands, in their order. */
  public <T> List<T> await(List<RedisFuture<T>> answers) {
    return answers.stream().map(this::await).toList();
  }

  /** The answer to a pipelined command. */
  public <T> T await(RedisFuture<T> answer) {
    return LettuceFutures.awaitOrCancel(
        answer, config.commandTimeout().toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  @PreDestroy
  public void close() {
    connection.close();
    client.shutdown();
  }

  private StatefulRedisConnection<String, String> connect() {
    try {
      return client.connect();
    } catch (RedisConnectionException e) {
      client.shutdown();
      throw e;
    }
  }
}
