package org.tributary.gateway.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.gateway.asset.ClaimProof;
import org.tributary.gateway.asset.ClaimProofs;
import org.tributary.gateway.redis.Redis;

/** The proofs that were found good, by asset; of each source the last one. */
@Singleton
class Proofs implements ClaimProofs {
  private static final String KEY = "{assets}:proofs";

  /** Anyone may name someone else's asset in their file: the latest are kept. */
  private static final int MOST_PER_ASSET = 8;

  private static final JsonMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private final Redis redis;
  private final ProofConfig config;

  Proofs(Redis redis, ProofConfig config) {
    this.redis = redis;
    this.config = config;
  }

  void add(ClaimProof proof) {
    List<ClaimProof> proofs = new ArrayList<>(of(proof.asset()));
    proofs.removeIf(each -> each.source().equals(proof.source()));
    proofs.addFirst(proof);
    redis
        .commands()
        .hset(
            KEY,
            proof.asset().text(),
            write(proofs.subList(0, Math.min(MOST_PER_ASSET, proofs.size()))));
  }

  List<ClaimProof> of(AssetId asset) {
    @Nullable String json = redis.commands().hget(KEY, asset.text());
    return json == null ? List.of() : read(json);
  }

  @Override
  public Map<AssetId, List<ClaimProof>> all() {
    Map<AssetId, List<ClaimProof>> all = new HashMap<>();
    redis.commands().hgetall(KEY).forEach((id, json) -> all.put(AssetId.parse(id), read(json)));
    return all;
  }

  private static String write(List<ClaimProof> proofs) {
    try {
      return JSON.writeValueAsString(proofs.toArray(ClaimProof[]::new));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a proof is always JSON", e);
    }
  }

  /** Whether a source is trusted is this gateway's setting of today. */
  private List<ClaimProof> read(String json) {
    try {
      return List.of(JSON.readValue(json, ClaimProof[].class)).stream()
          .map(each ->
              new ClaimProof(
                  each.asset(),
                  each.kind(),
                  each.source(),
                  each.url(),
                  each.owner(),
                  each.checkedAt(),
                  config.trusts(each.source())))
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored proof cannot be read", e);
    }
  }
}
