package org.tributary.contracts.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;

/**
 * The JSON body of an announcement.
 *
 * @param issuedAt epoch milliseconds
 * @param signature 65 bytes of hex
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AnnouncementMessage(
    String worker,
    String endpoint,
    List<Model> models,
    int maxConcurrent,
    String numericsClass,
    long issuedAt,
    String signature) {

  /** A model by name and content hash, 32 bytes of hex. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Model(String name, String contentHash) {}

  public static AnnouncementMessage of(SignedAnnouncement signed) {
    WorkerAnnouncement a = signed.announcement();
    return new AnnouncementMessage(
        a.worker().text(),
        a.endpoint(),
        a.models().stream().map(m -> new Model(m.name(), m.contentHash().text())).toList(),
        a.maxConcurrent(),
        a.numericsClass(),
        a.issuedAt().toEpochMilli(),
        signed.signature().text());
  }

  /**
   * The announcement with its types.
   *
   * @throws IllegalArgumentException saying which part cannot be read
   */
  public SignedAnnouncement signed() {
    return new SignedAnnouncement(
        new WorkerAnnouncement(
            new Address(worker),
            endpoint,
            models.stream()
                .map(m -> new ServedModel(m.name(), new Bytes32(m.contentHash())))
                .toList(),
            maxConcurrent,
            numericsClass,
            Instant.ofEpochMilli(issuedAt)),
        new Signature(signature));
  }
}
