package org.tributary.gateway.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the stack's parts are and where they listen, as options of {@code up}. */
final class StackOptions {
  @Option(
      names = "--home",
      defaultValue = "${env:TRIBUTARY_HOME:-.tributary}",
      description = "The stack's folder (default: ${DEFAULT-VALUE}).")
  private Path home;

  @Option(
      names = "--gateway-port",
      defaultValue = "${env:TRIBUTARY_GATEWAY_PORT:-8402}",
      description = "Gateway and pages (default: ${DEFAULT-VALUE}).")
  private int gatewayPort;

  @Option(
      names = "--worker-port",
      defaultValue = "${env:TRIBUTARY_WORKER_PORT:-8501}",
      description = "First worker; further ones behind it (default: ${DEFAULT-VALUE}).")
  private int workerPort;

  @Option(
      names = "--chain-port",
      defaultValue = "${env:TRIBUTARY_CHAIN_PORT:-8545}",
      description = "Development chain (default: ${DEFAULT-VALUE}).")
  private int chainPort;

  @Option(
      names = "--redis-port",
      defaultValue = "${env:TRIBUTARY_REDIS_PORT:-6399}",
      description = "Redis (default: ${DEFAULT-VALUE}).")
  private int redisPort;

  @Option(names = "--redis", description = "URL of a running Redis, instead of one of our own.")
  private @Nullable URI redis;

  @Option(names = "--rpc", description = "URL of a running anvil, instead of one of our own.")
  private @Nullable URI rpc;

  @Option(
      names = "--models",
      defaultValue = "models",
      description = "Folder of the models to serve (default: ${DEFAULT-VALUE}).")
  private Path models;

  @Option(
      names = "--activation-delay",
      defaultValue = "PT0S",
      description =
          "How long a payout root can be challenged before it is claimable, when the contracts are"
              + " deployed, for example PT10M (default: none, and then there is no arbiter).")
  private Duration activationDelay;

  Duration activationDelay() {
    return activationDelay;
  }

  StackHome home() {
    return new StackHome(home.toAbsolutePath().normalize());
  }

  StackPorts ports() {
    return new StackPorts(gatewayPort, workerPort, chainPort, redisPort);
  }

  @Nullable URI redis() {
    return redis;
  }

  @Nullable URI rpc() {
    return rpc;
  }

  Path models() {
    return models.toAbsolutePath().normalize();
  }
}
