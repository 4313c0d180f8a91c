package org.tributary.gateway.ledger;

import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tributary.gateway.redis.Redis;

/**
 * Saves everything while gateways go on: each partition as it was at one moment, whose later
 * changes are not in the file. What is settled is read first, so that no partition is behind it.
 */
final class LedgerBackup {

  private static final String SETTLED = "{settlement}";

  /** New accounts appear between two looks; only somebody who opens them without end is refused. */
  private static final int MAX_ROUNDS = 20;

  private final Redis redis;
  private final PartitionReader reader;
  private final Clock clock;

  LedgerBackup(Redis redis, Clock clock) {
    this.redis = redis;
    this.reader = new PartitionReader(redis, clock);
    this.clock = clock;
  }

  /** What was saved. */
  record Saved(String file, long keys, int partitions) {}

  Saved save(Path file) throws IOException {
    try (BackupFile.Writer out = new BackupFile.Writer(file, clock.instant())) {
      KeyNames names = KeyNames.scan(redis);
      Map<String, Map<String, StoredKey>> snapshots = snapshots(names);
      for (Map.Entry<String, Map<String, StoredKey>> each : snapshots.entrySet()) {
        write(each.getKey(), each.getValue(), names.calls(each.getKey()), out);
      }
      out.finish();
      int partitions = (int) snapshots.keySet().stream().filter(KeyNames::isPartition).count();
      return new Saved(file.toString(), out.keys(), partitions);
    }
  }

  /** A snapshot lacks nothing when a look after it finds no name that it does not know. */
  private Map<String, Map<String, StoredKey>> snapshots(KeyNames names) {
    Map<String, Set<String>> known = new TreeMap<>(names.changing());
    names.calls().keySet().forEach(tag -> known.putIfAbsent(tag, Set.of()));
    Map<String, Map<String, StoredKey>> snapshots = new TreeMap<>();
    Set<String> stale = new LinkedHashSet<>();
    if (known.containsKey(SETTLED)) {
      stale.add(SETTLED);
    }
    stale.addAll(known.keySet());
    for (int round = 0; !stale.isEmpty(); round++) {
      if (round == MAX_ROUNDS) {
        throw new BackupRefused("accounts are opened faster than they can be saved; try later");
      }
      for (String tag : stale) {
        snapshots.put(tag, reader.snapshot(tag, known.getOrDefault(tag, Set.of())));
      }
      stale = addNew(known);
    }
    return snapshots;
  }

  private Set<String> addNew(Map<String, Set<String>> known) {
    Set<String> stale = new TreeSet<>();
    KeyNames.scan(redis)
        .changing()
        .forEach((tag, names) -> {
          Set<String> more = new TreeSet<>(names);
          more.removeAll(known.getOrDefault(tag, Set.of()));
          // What runs out by itself, such as a minute's count, is no money.
          if (hasLasting(List.copyOf(more))) {
            more.addAll(known.getOrDefault(tag, Set.of()));
            known.put(tag, more);
            stale.add(tag);
          }
        });
    return stale;
  }

  private boolean hasLasting(List<String> keys) {
    return reader.timesToLive(keys).contains(-1L);
  }

  private void write(
      String tag, Map<String, StoredKey> snapshot, Set<String> calls, BackupFile.Writer out)
      throws IOException {
    Set<String> ended = new TreeSet<>(calls);
    for (StoredKey key : snapshot.values()) {
      if (key.type() != StoredKey.Kind.STREAM) {
        out.add(key);
        ended.remove(key.key());
      }
    }
    for (StoredKey key : snapshot.values()) {
      if (key.type() == StoredKey.Kind.STREAM) {
        reader.entries(
            key.key(), key.value().getFirst(), page -> stream(tag, key.key(), page, ended, out));
      }
    }
    released(ended, out);
  }

  /** Entries, their receipts, and what is still remembered of their answers. */
  private void stream(
      String tag,
      String stream,
      List<StreamMessage<String, String>> page,
      Set<String> ended,
      BackupFile.Writer out) {
    List<String> flat = new ArrayList<>();
    List<String> receipts = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (StreamMessage<String, String> entry : page) {
      flat.add(entry.getId());
      flat.add(Integer.toString(entry.getBody().size()));
      entry
          .getBody()
          .forEach((field, value) -> {
            flat.add(field);
            flat.add(value);
          });
      String call = entry.getBody().get("call");
      if (call != null) {
        receipts.add(tag + ":receipt:" + call);
        ended.remove(tag + ":call:" + call);
        answers.add(tag + ":answer:" + call);
      }
    }
    try {
      out.add(new StoredKey(stream, StoredKey.Kind.STREAM, null, flat));
      hashes(receipts, out);
      hashes(answers, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls that ended without a charge before the snapshot; later ones were open in it. */
  private void released(Collection<String> ended, BackupFile.Writer out) throws IOException {
    List<String> left = List.copyOf(ended);
    for (int from = 0; from < left.size(); from += PartitionReader.PAGE) {
      List<String> page = left.subList(from, Math.min(left.size(), from + PartitionReader.PAGE));
      List<Map<String, String>> calls = reader.hashes(page);
      List<String> released = new ArrayList<>();
      for (int i = 0; i < page.size(); i++) {
        if ("released".equals(calls.get(i).get("state"))) {
          released.add(page.get(i));
        }
      }
      hashes(released, out);
    }
  }

  private void hashes(List<String> keys, BackupFile.Writer out) throws IOException {
    List<Map<String, String>> hashes = reader.hashes(keys);
    List<Long> lives = reader.timesToLive(keys);
    for (int i = 0; i < keys.size(); i++) {
      Map<String, String> hash = hashes.get(i);
      if (!hash.isEmpty() && lives.get(i) != -2) {
        List<String> flat = new ArrayList<>();
        hash.forEach((field, value) -> {
          flat.add(field);
          flat.add(value);
        });
        Long expiry = lives.get(i) < 0 ? null : reader.expiry(lives.get(i));
        out.add(new StoredKey(keys.get(i), StoredKey.Kind.HASH, expiry, flat));
      }
    }
  }
}
