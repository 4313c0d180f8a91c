package org.tributary.contracts.worker;

import java.time.Instant;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/**
 * A worker's own word on where it is and what it serves: its registration and its heartbeat. A
 * later issuedAt replaces an earlier one.
 */
public record WorkerAnnouncement(
    Address worker,
    String endpoint,
    List<ServedModel> models,
    int maxConcurrent,
    String numericsClass,
    Instant issuedAt) {

  public static final int MAX_MODELS = 64;
  private static final int MAX_TEXT_CHARS = 500;

  private static final Domain DOMAIN = Domain.offChain("Tributary Worker", "1");
  private static final String TYPE =
      "WorkerAnnouncement(address worker,string endpoint,ServedModel[] models,"
          + "uint32 maxConcurrent,string numericsClass,uint64 issuedAt)"
          + ServedModel.TYPE;

  public WorkerAnnouncement {
    models = List.copyOf(models);
    if (models.isEmpty() || models.size() > MAX_MODELS) {
      throw new IllegalArgumentException("a worker serves 1 to " + MAX_MODELS + " models");
    }
    if (endpoint.isBlank()
        || endpoint.length() > MAX_TEXT_CHARS
        || numericsClass.length() > MAX_TEXT_CHARS) {
      throw new IllegalArgumentException("endpoint or numericsClass out of bounds");
    }
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException("maxConcurrent starts at 1");
    }
  }

  /** Binds no chain: a worker needs to know none to serve. issuedAt is in epoch milliseconds. */
  public Bytes32 digest() {
    return DOMAIN.digest(
        StructHash.of(TYPE)
            .address(worker)
            .string(endpoint)
            .array(models.stream().map(ServedModel::structHash).toList())
            .uint(maxConcurrent)
            .string(numericsClass)
            .uint(issuedAt.toEpochMilli())
            .hash());
  }

  /** Only the announced worker's own key can sign. */
  public SignedAnnouncement sign(SigningKey workerKey) {
    if (!workerKey.address().equals(worker)) {
      throw new IllegalArgumentException("announced for another worker");
    }
    return new SignedAnnouncement(this, workerKey.sign(digest()));
  }
}
