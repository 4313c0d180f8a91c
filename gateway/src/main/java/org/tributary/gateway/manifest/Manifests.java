package org.tributary.gateway.manifest;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.redis.Redis;
import org.tributary.models.manifest.AssetManifest;
import org.tributary.models.manifest.ChunkSketch;

/** Manifests by their hash, and which of them have much in common. */
@Singleton
class Manifests {
  private static final String PREFIX = "{assets}:manifest:";
  private static final String SKETCH = "{assets}:sketch:";
  private static final String SHARED = "{assets}:chunk:";

  /** Two sketches with a third in common share one of these with a chance above 99 %. */
  private static final int INDEXED = 16;

  private static final int MOST_PER_CHUNK = 32;
  private static final int MOST_COMPARED = 128;
  private static final int MOST_SHOWN = 8;
  private static final double NEAR = 0.3;

  private final Redis redis;
  private final ManifestConfig config;

  Manifests(Redis redis, ManifestConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /** A manifest with this part of all chunks in common, from 0 to 1. */
  record Near(Bytes32 manifestHash, double similarity) {}

  Optional<byte[]> find(Bytes32 hash) {
    return Optional.ofNullable(redis.commands().get(PREFIX + hash.text()))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code lasting} for one that a registered asset names. */
  void store(Bytes32 hash, byte[] written, AssetManifest manifest, boolean lasting) {
    put(PREFIX + hash.text(), new String(written, StandardCharsets.UTF_8), lasting);
    put(SKETCH + hash.text(), manifest.sketch(), lasting);
    // Only what is registered can be copied.
    if (lasting) {
      for (String chunk : indexed(manifest.sketch())) {
        if (redis.commands().scard(SHARED + chunk) < MOST_PER_CHUNK) {
          redis.commands().sadd(SHARED + chunk, hash.text());
        }
      }
    }
  }

  /** The most similar registered ones, the nearest first. */
  List<Near> near(Bytes32 hash, AssetManifest manifest) {
    List<Near> near = new ArrayList<>();
    for (String candidate : candidates(manifest.sketch())) {
      @Nullable String sketch = redis.commands().get(SKETCH + candidate);
      if (sketch != null && !candidate.equals(hash.text())) {
        double similarity = ChunkSketch.similarity(manifest.sketch(), sketch);
        if (similarity >= NEAR) {
          near.add(new Near(new Bytes32(candidate), similarity));
        }
      }
    }
    near.sort(Comparator.comparingDouble(Near::similarity).reversed());
    return near.stream().limit(MOST_SHOWN).toList();
  }

  private Set<String> candidates(String sketch) {
    Set<String> candidates = new LinkedHashSet<>();
    for (String chunk : indexed(sketch)) {
      candidates.addAll(redis.commands().smembers(SHARED + chunk));
      if (candidates.size() >= MOST_COMPARED) {
        break;
      }
    }
    return candidates;
  }

  private static List<String> indexed(String sketch) {
    return ChunkSketch.hashes(sketch).stream().limit(INDEXED).toList();
  }

  private void put(String key, String value, boolean lasting) {
    if (lasting) {
      redis.commands().set(key, value);
    } else if (redis.commands().exists(key) == 0) {
      redis.commands().setex(key, config.unregisteredFor().toSeconds(), value);
    }
  }
}
