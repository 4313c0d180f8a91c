package org.tributary.gateway.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurabilityFindingTest {

  private static final Map<String, String> SAFE =
      Map.of(
          "appendonly", "yes",
          "appendfsync", "always",
          "no-appendfsync-on-rewrite", "no",
          "maxmemory-policy", "noeviction",
          "min-replicas-to-write", "1");

  @Test
  void aSafeServer_hasNoFindings() {
    assertEquals(List.of(), find(SAFE, 0, Durability.ALWAYS, 0));
    assertEquals(List.of(), find(SAFE, 2, Durability.ALWAYS, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "appendonly, no, ALWAYS, true, appendonly yes",
    "appendonly, no, EVERYSEC, true, appendonly yes",
    "appendonly, no, NONE, false, appendonly yes",
    "appendfsync, everysec, ALWAYS, true, appendfsync always",
    "appendfsync, everysec, EVERYSEC, false, appendfsync always",
    "appendfsync, no, EVERYSEC, true, appendfsync always",
    "no-appendfsync-on-rewrite, yes, ALWAYS, true, no-appendfsync-on-rewrite no",
    "no-appendfsync-on-rewrite, yes, EVERYSEC, false, no-appendfsync-on-rewrite no",
    "maxmemory-policy, allkeys-lru, EVERYSEC, true, maxmemory-policy noeviction",
    "maxmemory-policy, volatile-ttl, NONE, false, maxmemory-policy noeviction"
  })
  void aDangerousSetting_isNamed(
      String setting, String value, Durability needed, boolean refused, String mend) {
    Map<String, String> settings = new HashMap<>(SAFE);
    settings.put(setting, value);
    List<DurabilityFinding> findings = find(settings, 0, needed, 0);
    assertEquals(1, findings.size(), findings.toString());
    assertEquals(refused, findings.getFirst().refused());
    assertTrue(findings.getFirst().text().contains("`" + mend + "`"), findings.toString());
  }

  @Test
  void replicasNobodyWaitsFor_areNamed() {
    assertNames("tributary.redis.wait-replicas", find(SAFE, 1, Durability.ALWAYS, 0));
    assertNames("tributary.redis.wait-replicas", find(SAFE, 0, Durability.ALWAYS, 1));
    Map<String, String> settings = new HashMap<>(SAFE);
    settings.put("min-replicas-to-write", "0");
    assertNames("min-replicas-to-write 1", find(settings, 1, Durability.ALWAYS, 1));
  }

  @Test
  void aServerThatHidesItsSettings_isAWarning() {
    assertNames("appendfsync always", find(Map.of(), 0, Durability.ALWAYS, 0));
  }

  private static void assertNames(String setting, List<DurabilityFinding> findings) {
    assertEquals(1, findings.size(), findings.toString());
    assertTrue(findings.getFirst().text().contains(setting), findings.toString());
    assertEquals(false, findings.getFirst().refused());
  }

  private static List<DurabilityFinding> find(
      Map<String, String> settings, int replicas, Durability needed, int waitReplicas) {
    RedisConfig config =
        new RedisConfig(
            URI.create("redis://127.0.0.1:6399"),
            false,
            null,
            needed,
            waitReplicas,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            10);
    return DurabilityFinding.of(new ServerSettings("127.0.0.1:6399", settings, replicas), config);
  }
}
