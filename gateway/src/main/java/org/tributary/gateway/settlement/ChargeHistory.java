package org.tributary.gateway.settlement;

import io.lettuce.core.Range.Boundary;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargedCall;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/** The ledger's charges, newest first, over all partitions; nothing here says who called. */
@Singleton
public final class ChargeHistory {
  /** So many charges one question may look at: a filter may pass over nearly all. */
  private static final int MAX_SCANNED = 1_000;

  private static final Comparator<Place> NEWEST_FIRST =
      Comparator.comparing(Place::id).thenComparing(Place::partition).reversed();

  private final LedgerStream stream;
  private final ChannelLedger calls;
  private final ReceiptPlaces places;
  private final EpochStore epochs;
  private final EarnedBook book;

  ChargeHistory(
      Redis redis, ChannelLedger calls, ReceiptPlaces places, EpochStore epochs, EarnedBook book) {
    this.stream = new LedgerStream(redis);
    this.calls = calls;
    this.places = places;
    this.epochs = epochs;
    this.book = book;
  }

  /**
   * A charge, in base units, and what it gives to those that were asked for; {@code epoch} is the
   * active one that it is in.
   */
  public record Charge(
      CallId call, Instant time, long charge, List<Earning> earnings, @Nullable Long epoch) {
    public Charge {
      earnings = List.copyOf(earnings);
    }
  }

  /** A share and what has become of it. */
  public record Earning(Share share, EarnedAmounts amounts) {}

  /** {@code next} goes on behind the last that was looked at; null at the ledger's beginning. */
  public record Page(List<Charge> charges, @Nullable String next) {}

  private record Place(StreamId id, int partition, @Nullable CallId call) {
    String text() {
      return id.text() + "-" + partition;
    }
  }

  /**
   * At most {@code max}, older than {@code before}; throws IllegalArgumentException for no place.
   */
  public Page before(Standing standing, @Nullable String before, int max, Predicate<Share> wanted) {
    Merge merge = new Merge(before == null ? null : place(before));
    CreditedCharges credited = new CreditedCharges(standing, epochs, places, book);
    List<Charge> found = new ArrayList<>();
    Place last = null;
    for (int scanned = 0; scanned < MAX_SCANNED && found.size() < max; scanned++) {
      Optional<Place> next = merge.next();
      if (next.isEmpty()) {
        return new Page(found, null);
      }
      last = next.get();
      charge(Objects.requireNonNull(last.call()), wanted, credited).ifPresent(found::add);
    }
    return new Page(found, last == null ? null : last.text());
  }

  private Optional<Charge> charge(CallId call, Predicate<Share> wanted, CreditedCharges credited) {
    ChargedCall charged = calls.charged(call).orElseThrow();
    if (charged.split().stream().noneMatch(wanted)) {
      return Optional.empty();
    }
    Optional<ReceiptPlaces.Place> place = credited.place(call);
    List<Earning> all =
        place
            .map(at -> credited.earnings(at, charged.split()))
            .orElseGet(() -> CreditedCharges.pending(charged.split()));
    return Optional.of(
        new Charge(
            call,
            charged.time(),
            charged.charge(),
            all.stream().filter(each -> wanted.test(each.share())).toList(),
            place.map(ReceiptPlaces.Place::epoch).orElse(null)));
  }

  private static Place place(String text) {
    int dash = text.lastIndexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException("no place in the ledger: " + text);
    }
    Partition partition = new Partition(Integer.parseInt(text.substring(dash + 1)));
    return new Place(StreamId.parse(text.substring(0, dash)), partition.index(), null);
  }

  /** Merges the partitions' streams by id, each read backwards in small pages. */
  private final class Merge {
    private static final int FIRST = 2;
    private static final int PAGE = 16;

    private final PriorityQueue<Place> heads = new PriorityQueue<>(NEWEST_FIRST);

    /** How many of each partition are among the heads. */
    private final Map<Integer, Integer> unread = new HashMap<>();

    Merge(@Nullable Place before) {
      stream
          .newest(partition -> below(before, partition), FIRST)
          .forEach((partition, entries) -> add(partition, entries, FIRST));
    }

    Optional<Place> next() {
      Place newest = heads.poll();
      if (newest != null && unread.merge(newest.partition(), -1, Integer::sum) == 0) {
        Boundary<String> older = Boundary.excluding(newest.id().text());
        add(newest.partition(), stream.newest(newest.partition(), older, PAGE), PAGE);
      }
      return Optional.ofNullable(newest);
    }

    private void add(int partition, List<LedgerEntry> entries, int asked) {
      entries.forEach(each -> heads.add(new Place(each.id(), partition, each.call())));
      // A stream that has ended is not asked again.
      unread.put(partition, entries.size() + (entries.size() < asked ? 1 : 0));
    }
  }

  private static Boundary<String> below(@Nullable Place before, int partition) {
    if (before == null) {
      return Boundary.unbounded();
    }
    return partition < before.partition()
        ? Boundary.including(before.id().text())
        : Boundary.excluding(before.id().text());
  }
}
