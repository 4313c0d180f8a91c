package org.tributary.gateway.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tributary.gateway.local.RedisProcess;

/** Six Redis servers on this machine: three masters, each with one replica. */
public final class TestCluster implements AutoCloseable {

  private static final int MASTERS = 3;
  private static final int BUS = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<RedisProcess> servers = new ArrayList<>();

  /** {@code nodeTimeoutMs} is after how long a silent master is given up. */
  public static TestCluster start(Path dir, int nodeTimeoutMs)
      throws IOException, InterruptedException {
    TestCluster cluster = new TestCluster();
    for (int i = 0; i < 2 * MASTERS; i++) {
      cluster.servers.add(
          RedisProcess.start(
              dir.resolve("node-" + i),
              freePort(),
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              Integer.toString(nodeTimeoutMs),
              // However long a replica was cut off, it may become master: what it lacks is lost.
              "--cluster-replica-validity-factor",
              "0",
              "--repl-diskless-sync-delay",
              "0"));
    }
    try {
      cluster.form();
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  public URI uri() {
    return servers.get(MASTERS - 1).uri();
  }

  /** The number of the master that keeps a partition, while nobody has been killed. */
  public int masterOf(Partition partition) {
    return SlotHash.getSlot(partition.key("")) * MASTERS / SlotHash.SLOT_COUNT;
  }

  public RedisProcess master(int number) {
    return servers.get(number);
  }

  public RedisProcess replicaOf(int master) {
    return servers.get(MASTERS + master);
  }

  /** Asks one server, on a connection of its own. */
  public static <T> T ask(
      RedisProcess server, Function<RedisCommands<String, String>, T> question) {
    try (RedisClient client = RedisClient.create(RedisURI.create(server.uri()));
        var connection = client.connect()) {
      return question.apply(connection.sync());
    }
  }

  /** Waits until a replica has taken its dead master's place. */
  public void awaitPromoted(RedisProcess replica) {
    awaitTrue(replica, server -> server.info("replication").contains("role:master"));
  }

  private void form() {
    servers.forEach(server -> meet(servers.getFirst(), server));
    for (int i = 0; i < MASTERS; i++) {
      int from = slot(i);
      int[] slots = IntStream.range(from, slot(i + 1)).toArray();
      ask(master(i), server -> server.clusterAddSlots(slots));
    }
    for (int i = 0; i < MASTERS; i++) {
      String master = ask(master(i), RedisCommands::clusterMyId);
      awaitTrue(replicaOf(i), server -> server.clusterNodes().contains(master));
      ask(replicaOf(i), server -> server.clusterReplicate(master));
    }
    for (int i = 0; i < MASTERS; i++) {
      awaitTrue(master(i), server -> server.info("replication").contains("state=online"));
    }
    for (RedisProcess each : servers) {
      awaitTrue(each, server -> server.clusterInfo().contains("cluster_state:ok"));
      awaitTrue(each, server -> server.clusterNodes().split("slave ", -1).length == MASTERS + 1);
    }
  }

  /** The first slot of a master: {@link #masterOf} turned round. */
  private static int slot(int master) {
    return Math.ceilDiv(master * SlotHash.SLOT_COUNT, MASTERS);
  }

  private static void meet(RedisProcess one, RedisProcess other) {
    ask(one, server -> server.clusterMeet(other.uri().getHost(), other.uri().getPort()));
  }

  private static void awaitTrue(
      RedisProcess server, Function<RedisCommands<String, String>, Boolean> condition) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(RedisException.class)
        .until(() -> ask(server, condition));
  }

  /** Servers talk to each other on a port that lies above their own. */
  private static int freePort() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      if (isFree(port) && isFree(port + BUS)) {
        return port;
      }
    }
    throw new IOException("no free pair of ports");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  @Override
  public void close() {
    servers.forEach(RedisProcess::kill);
  }
}
