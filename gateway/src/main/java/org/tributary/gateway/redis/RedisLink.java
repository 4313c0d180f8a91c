package org.tributary.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.resource.ClientResources;
import java.net.URI;
import java.util.List;

/** The connection to one server or to a cluster: the same commands either way. */
sealed interface RedisLink extends AutoCloseable permits StandaloneLink, ClusterLink {

  ClientResources resources();

  StatefulConnection<String, String> connection();

  RedisClusterCommands<String, String> sync();

  RedisClusterAsyncCommands<String, String> async();

  /** The very server that now answers for a key, on one connection. */
  RedisClusterAsyncCommands<String, String> masterOf(String key);

  List<Redis.Master> masters();

  /** Finds out anew who answers for what. */
  void refresh();

  @Override
  void close();

  static RedisLink connect(RedisConfig config) {
    return config.cluster() ? ClusterLink.connect(config) : StandaloneLink.connect(config);
  }

  static ClientOptions.Builder limits(ClientOptions.Builder options, RedisConfig config) {
    // Whoever waits for an answer gives up after the timeout: commands need no timer of their own.
    return options
        .requestQueueSize(config.maxPendingCommands())
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build());
  }

  static RedisURI server(URI uri, RedisConfig config) {
    RedisURI server = RedisURI.create(uri);
    server.setTimeout(config.commandTimeout());
    return server;
  }
}
