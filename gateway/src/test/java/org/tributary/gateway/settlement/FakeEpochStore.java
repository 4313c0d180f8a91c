package org.tributary.gateway.settlement;

import java.util.Optional;
import java.util.TreeMap;

/** Epochs in memory, as JSON like the real ones. */
final class FakeEpochStore implements EpochStore {
  private final TreeMap<Long, String> epochs = new TreeMap<>();

  void forget() {
    epochs.clear();
  }

  @Override
  public Optional<Epoch> latest() {
    return epochs.isEmpty() ? Optional.empty() : find(epochs.lastKey());
  }

  @Override
  public Optional<Epoch> find(long number) {
    return Optional.ofNullable(epochs.get(number)).map(RedisEpochStore::read);
  }

  @Override
  public void store(Epoch epoch, long fence) {
    epochs.put(epoch.number(), RedisEpochStore.write(epoch));
  }
}
