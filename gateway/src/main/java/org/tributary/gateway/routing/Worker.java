package org.tributary.gateway.routing;

import java.net.URI;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.worker.ServedModel;

/** A worker that has announced itself lately. */
public record Worker(
    Address address,
    URI endpoint,
    List<ServedModel> models,
    int maxConcurrent,
    String numericsClass,
    Address payout) {
  public Worker {
    models = List.copyOf(models);
  }

  /** Whether it serves exactly these weights under this name. */
  boolean serves(String name, Bytes32 contentHash) {
    return models.stream()
        .anyMatch(m -> m.name().equals(name) && m.contentHash().equals(contentHash));
  }

  /** What people see in a receipt: a worker has no other name than its address. */
  public String name() {
    String text = address.text();
    return "Worker " + text.substring(0, 6) + "…" + text.substring(text.length() - 4);
  }
}
