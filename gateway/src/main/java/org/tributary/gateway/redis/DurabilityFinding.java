package org.tributary.gateway.redis;

import java.util.ArrayList;
import java.util.List;

/** Something about a server that endangers money, with the setting that mends it. */
record DurabilityFinding(boolean refused, String text) {

  static List<DurabilityFinding> of(ServerSettings server, RedisConfig config) {
    List<DurabilityFinding> findings = new ArrayList<>();
    boolean strict = config.durability() != Durability.NONE;
    if (server.isReadable()) {
      disk(server, config.durability(), findings);
      if (!server.is("maxmemory-policy", "noeviction")) {
        findings.add(
            found(
                server,
                strict,
                "may evict balances when memory is short",
                "maxmemory-policy noeviction"));
      }
    } else {
      findings.add(
          new DurabilityFinding(
              false,
              "Redis at %s does not show its settings (CONFIG GET); make sure that it has"
                      .formatted(server.name())
                  + " appendonly yes, appendfsync always and maxmemory-policy noeviction"));
    }
    replicas(server, config, findings);
    return findings;
  }

  private static void disk(
      ServerSettings server, Durability needed, List<DurabilityFinding> findings) {
    boolean refused = needed != Durability.NONE;
    if (!server.is("appendonly", "yes")) {
      findings.add(found(server, refused, "forgets everything when it dies", "appendonly yes"));
    } else if (server.is("appendfsync", "no")) {
      findings.add(
          found(
              server,
              refused,
              "loses up to half a minute when its machine dies",
              "appendfsync always"));
    } else if (!server.is("appendfsync", "always")) {
      findings.add(
          found(
              server,
              needed == Durability.ALWAYS,
              "loses up to a second of acknowledged charges when its machine dies",
              "appendfsync always"));
    } else if (server.is("no-appendfsync-on-rewrite", "yes")) {
      findings.add(
          found(
              server,
              needed == Durability.ALWAYS,
              "stops syncing while it rewrites its file",
              "no-appendfsync-on-rewrite no"));
    }
  }

  private static void replicas(
      ServerSettings server, RedisConfig config, List<DurabilityFinding> findings) {
    if (server.replicas() < config.waitReplicas()) {
      findings.add(
          new DurabilityFinding(
              false,
              "Redis at %s has %d replicas and tributary.redis.wait-replicas is %d: until it has"
                      .formatted(server.name(), server.replicas(), config.waitReplicas())
                  + " more, no call is acknowledged"));
    }
    if (server.replicas() > 0 && config.waitReplicas() == 0) {
      findings.add(
          new DurabilityFinding(
              false,
              "Redis at %s has replicas: a failover may lose acknowledged charges. Set"
                      .formatted(server.name())
                  + " tributary.redis.wait-replicas to 1 or more"));
    }
    if (server.replicas() > 0 && server.is("min-replicas-to-write", "0")) {
      findings.add(
          found(
              server,
              false,
              "goes on alone when cut off from its replicas",
              "min-replicas-to-write 1"));
    }
  }

  private static DurabilityFinding found(
      ServerSettings server, boolean refused, String danger, String setting) {
    String way =
        refused
            ? ", or set tributary.redis.durability (now the server promises less) to everysec or none"
            : "";
    return new DurabilityFinding(
        refused,
        "Redis at %s %s: set `%s` in its configuration%s"
            .formatted(server.name(), danger, setting, way));
  }
}
