package org.tributary.gateway.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.resource.ClientResources;
import java.util.List;

/** A connection to each master of a cluster; its topology is read anew when anything moves. */
record ClusterLink(
    ClientResources resources,
    RedisClusterClient client,
    StatefulRedisClusterConnection<String, String> connection)
    implements RedisLink {

  static ClusterLink connect(RedisConfig config) {
    List<RedisURI> seeds =
        config.seeds().stream().map(seed -> RedisLink.server(seed, config)).toList();
    ClientResources resources = BatchedWrites.resources();
    RedisClusterClient client = RedisClusterClient.create(resources, seeds);
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    RedisLink.limits(options, config);
    client.setOptions(
        options
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enableAllAdaptiveRefreshTriggers()
                    .enablePeriodicRefresh(config.topologyRefresh())
                    .build())
            .build());
    try {
      return new ClusterLink(resources, client, client.connect());
    } catch (RedisException e) {
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
    int slot = SlotHash.getSlot(key);
    RedisClusterNode node = connection.getPartitions().getPartitionBySlot(slot);
    if (node == null) {
      throw new RedisException("no master of the cluster answers for slot " + slot);
    }
    return connection.getConnection(node.getNodeId()).async();
  }

  @Override
  public List<Redis.Master> masters() {
    return connection.getPartitions().stream()
        .filter(node -> node.getRole().isUpstream() && !node.getSlots().isEmpty())
        .map(node ->
            new Redis.Master(
                node.getUri().getHost() + ":" + node.getUri().getPort(),
                connection.getConnection(node.getNodeId()).sync()))
        .toList();
  }

  @Override
  public void refresh() {
    client.refreshPartitions();
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
    resources.shutdown();
  }
}
