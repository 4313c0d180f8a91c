package org.tributary.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.net.URI;
import java.util.List;

/** One connection to one server. */
record StandaloneLink(
    URI uri, RedisClient client, StatefulRedisConnection<String, String> connection)
    implements RedisLink {

  static StandaloneLink connect(RedisConfig config) {
    RedisClient client = RedisClient.create(RedisURI.create(config.uri()));
    client.setOptions(RedisLink.limits(ClientOptions.builder(), config).build());
    try {
      return new StandaloneLink(config.uri(), client, client.connect());
    } catch (RedisConnectionException e) {
      client.shutdown();
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
  }
}
