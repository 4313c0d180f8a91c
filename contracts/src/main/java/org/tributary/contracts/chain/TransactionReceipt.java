package org.tributary.contracts.chain;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** A transaction that was mined and succeeded. */
public record TransactionReceipt(
    Bytes32 hash,
    long blockNumber,
    long gasUsed,
    @Nullable Address created,
    List<Chain.Event> events) {

  public TransactionReceipt {
    events = List.copyOf(events);
  }

  /** The first event of this contract with this topic. */
  Optional<Chain.Event> event(Address emitter, Bytes32 topic) {
    return events.stream()
        .filter(event -> event.emitter().equals(emitter) && event.topics().getFirst().equals(topic))
        .findFirst();
  }
}
