package org.tributary.gateway.audit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.gateway.local.NodeOption;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary watch}: one of the watchers without whom a pool takes no root. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "Signs for a pool that an epoch's receipts are public: fetches them from the gateway,"
            + " computes the epoch again, keeps them, and serves them to anyone. Name its address in"
            + " the pool's watchers, and its URL in the gateway's TRIBUTARY_SETTLEMENT_WATCHERS.")
public final class WatchCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  /** For one file: the largest that is taken by default, at two megabytes a second. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Spec private CommandSpec spec;

  @Mixin private NodeOption node;

  @Option(names = "--pool", required = true, description = "Address of the pool.")
  private String pool;

  @Option(names = "--gateway", required = true, description = "Base URL of the gateway.")
  private URI gateway;

  @Option(names = "--key", description = "File with this watcher's secret key, made if absent.")
  private Path key = Path.of(".tributary/keys/watcher.key");

  @Option(names = "--folder", description = "What is kept (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of(".tributary/watched");

  @Option(names = "--host", description = "Address to bind (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port = 8412;

  @Option(
      names = "--max-mib",
      description = "Of one epoch's receipts, at most (default: ${DEFAULT-VALUE}).")
  private long maxMib = 1_024;

  @Override
  public Integer call() throws InterruptedException {
    try {
      KeptFiles files = new KeptFiles(folder, gateway, maxMib << 20, PATIENCE);
      Watcher watcher = new Watcher(node.connect(), address(), files, KeyFile.readOrCreate(key));
      try (WatcherServer server =
          WatcherServer.start(watcher, files, new InetSocketAddress(host, port))) {
        spec.commandLine()
            .getOut()
            .printf("watching as %s at http://%s:%d%n", watcher.address(), host, server.port());
        spec.commandLine().getOut().flush();
        new CountDownLatch(1).await();
      }
      return 0;
    } catch (StackFailure | ChainException | IOException failure) {
      spec.commandLine().getErr().println(spec.name() + ": " + failure.getMessage());
      return FAILED;
    }
  }

  private Address address() {
    try {
      return new Address(pool);
    } catch (IllegalArgumentException e) {
      throw new StackFailure("--pool is not an address: " + pool, e);
    }
  }
}
