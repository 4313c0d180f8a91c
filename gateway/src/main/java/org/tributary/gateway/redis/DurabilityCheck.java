package org.tributary.gateway.redis;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, when a gateway starts, at how safe its Redis keeps money; what endangers it ends both. */
@Singleton
final class DurabilityCheck implements ApplicationEventListener<ServerStartupEvent> {

  private static final Logger log = LoggerFactory.getLogger(DurabilityCheck.class);

  private final Redis redis;
  private final RedisConfig config;

  DurabilityCheck(Redis redis, RedisConfig config) {
    this.redis = redis;
    this.config = config;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent started) {
    check();
  }

  void check() {
    if (RestoreMark.isSet(redis)) {
      throw new IllegalStateException(
          "Redis holds half of a backup: `ledger restore` runs, or was interrupted. Empty it and"
              + " restore again");
    }
    List<DurabilityFinding> findings =
        redis.masters().stream()
            .map(ServerSettings::read)
            .flatMap(server -> DurabilityFinding.of(server, config).stream())
            .toList();
    findings.stream().filter(each -> !each.refused()).forEach(each -> log.warn("{}", each.text()));
    List<String> refused =
        findings.stream().filter(DurabilityFinding::refused).map(DurabilityFinding::text).toList();
    if (!refused.isEmpty()) {
      throw new IllegalStateException(String.join("\n", refused));
    }
  }
}
