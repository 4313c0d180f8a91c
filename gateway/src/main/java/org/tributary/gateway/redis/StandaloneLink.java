package org.tributary.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.resource.ClientResources;
import java.net.URI;
import java.util.List;

/** One connection to one server. */
record StandaloneLink(
    URI uri,
    ClientResources resources,
    RedisClient client,
    StatefulRedisConnection<String, String> connection)
    implements RedisLink {

  static StandaloneLink connect(RedisConfig config) {
    ClientResources resources = BatchedWrites.resources();
    RedisClient client = RedisClient.create(resources, RedisLink.server(config.uri(), config));
    client.setOptions(RedisLink.limits(ClientOptions.builder(), config).build());
    try {
      return new StandaloneLink(config.uri(), resources, client, client.connect());
    } catch (RedisConnectionException e) {
      client.shutdown();
      resources.shutdown();
      throw e;
    }
  }

  @Override
  public RedisClusterCommands<String, String> sync() {
    return connection.sync();
  }

  @Override
  public RedisClusterAsyncCommands<String, String> async() {
    return connection.async();
  }

  @Override
  public RedisClusterAsyncCommands<String, String> masterOf(String key) {
    return connection.async();
  }

  @Override
  public List<Redis.Master> masters() {
    return List.of(new Redis.Master(uri.getHost() + ":" + uri.getPort(), connection.sync()));
  }

  @Override
  public void refresh() {
    // There is only the one.
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
    resources.shutdown();
  }
}
