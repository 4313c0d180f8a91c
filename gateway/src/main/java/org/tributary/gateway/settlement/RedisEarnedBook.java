package org.tributary.gateway.settlement;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.EpochEarnings.CarriedFrom;
import org.tributary.gateway.settlement.EpochEarnings.Portion;

/** The earnings book in Redis: each line a stream, see {@code lua/earned_add.lua}. */
final class RedisEarnedBook implements EarnedBook {
  /** Beside the epochs, which a backup takes first: what is added again changes nothing. */
  private static final String LAST = "{settlement}:earned";

  private static final String DAYS = "{earned}:days";
  private static final LuaScript ADD = LuaScript.load("earned_add");

  /** Bounds the time that one script keeps Redis from its other work. */
  private static final int PAGE = 200;

  /** Bounds what is on its way at once. */
  private static final int PIPELINED = 1_000;

  /**
   * An epoch adds two entries to a line: behind its last there may be another's that is half in.
   */
  private static final int LAST_ENTRIES = 3;

  private final Redis redis;

  RedisEarnedBook(Redis redis) {
    this.redis = redis;
  }

  @Override
  public long lastEpoch() {
    return Optional.ofNullable(redis.commands().get(LAST)).map(Long::parseLong).orElse(0L);
  }

  @Override
  public void add(EpochEarnings earnings) {
    long last = lastEpoch();
    if (earnings.epoch() <= last) {
      return;
    }
    if (earnings.epoch() != last + 1) {
      throw new IllegalArgumentException(
          "epoch %d cannot follow %d".formatted(earnings.epoch(), last));
    }
    addCarried(earnings);
    addDays(earnings.portions().keySet());
    earnings.portions().entrySet().stream()
        .collect(Collectors.groupingBy(line -> slot(line.getKey())))
        .values()
        .forEach(lines -> pages(lines, PAGE).forEach(page -> addLines(earnings.epoch(), page)));
    redis.commands().set(LAST, Long.toString(earnings.epoch()));
  }

  private void addLines(long epoch, List<Map.Entry<EarnedLine, Portion>> lines) {
    List<String> arguments = new ArrayList<>(List.of(Long.toString(epoch)));
    for (Map.Entry<EarnedLine, Portion> line : lines) {
      Portion portion = line.getValue();
      arguments.add(portion.amount().toString());
      arguments.add(portion.granted().toString());
      arguments.add(portion.carried().toString());
    }
    List<String> keys = lines.stream().map(line -> key(line.getKey())).toList();
    ADD.run(redis, keys, arguments.toArray(String[]::new));
  }

  private void addDays(Collection<EarnedLine> lines) {
    Map<LocalDate, List<String>> parts = new HashMap<>();
    for (EarnedLine line : lines) {
      if (line.day() != null) {
        parts.computeIfAbsent(line.day(), first -> new ArrayList<>()).add(line.part().text());
      }
    }
    List<RedisFuture<Long>> written = new ArrayList<>();
    parts.forEach((day, texts) -> {
      written.add(redis.pipeline().sadd(partsKey(day), texts.toArray(String[]::new)));
      written.add(redis.pipeline().zadd(DAYS, day.toEpochDay(), day.toString()));
    });
    redis.await(written);
  }

  private void addCarried(EpochEarnings earnings) {
    List<Map.Entry<Address, CarriedFrom>> carried = List.copyOf(earnings.carried().entrySet());
    for (List<Map.Entry<Address, CarriedFrom>> page : pages(carried, PIPELINED)) {
      Map<String, String> fields = new HashMap<>();
      page.forEach(each ->
          fields.put(
              each.getKey().text(), each.getValue().receipt() + " " + each.getValue().granted()));
      redis.commands().hset(carriedKey(earnings.epoch()), fields);
    }
  }

  @Override
  public List<LocalDate> days(@Nullable LocalDate before, int max) {
    Boundary<Long> below =
        before == null ? Boundary.unbounded() : Boundary.excluding(before.toEpochDay());
    return redis
        .commands()
        .zrevrangebyscore(DAYS, Range.from(Boundary.unbounded(), below), Limit.from(max))
        .stream()
        .map(LocalDate::parse)
        .toList();
  }

  @Override
  public Set<Part> parts(LocalDate day) {
    return redis.commands().smembers(partsKey(day)).stream()
        .map(Part::parse)
        .collect(Collectors.toSet());
  }

  @Override
  public List<BigInteger> sums(long epoch, List<Question> asked) {
    return pages(asked, PIPELINED).stream().flatMap(page -> page(epoch, page).stream()).toList();
  }

  private List<BigInteger> page(long epoch, List<Question> asked) {
    List<RedisFuture<List<StreamMessage<String, String>>>> answers =
        asked.stream()
            .map(each ->
                redis
                    .pipeline()
                    .xrevrange(key(each.line()), within(each), Limit.from(LAST_ENTRIES)))
            .toList();
    List<BigInteger> sums = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      List<StreamMessage<String, String>> entries = redis.await(answers.get(i));
      Optional<BigInteger> sum = sum(epoch, entries);
      if (sum.isEmpty() && entries.size() == LAST_ENTRIES) {
        Question question = asked.get(i);
        sum = sum(epoch, redis.commands().xrevrange(key(question.line()), within(question)));
      }
      sums.add(sum.orElse(BigInteger.ZERO));
    }
    return sums;
  }

  private static Optional<BigInteger> sum(long epoch, List<StreamMessage<String, String>> newest) {
    return newest.stream()
        .filter(entry -> StreamId.parse(entry.getId()).sequence() <= epoch)
        .findFirst()
        .map(entry -> new BigInteger(Objects.requireNonNull(entry.getBody().get("sum"))));
  }

  private static Range<String> within(Question question) {
    Boundary<String> amount =
        question.amount() == null
            ? Boundary.unbounded()
            : Boundary.including(question.amount().toString());
    return Range.from(Boundary.unbounded(), amount);
  }

  @Override
  public Map<Address, CarriedFrom> carried(long epoch, Collection<Address> payees) {
    Map<Address, CarriedFrom> carried = new HashMap<>();
    if (payees.isEmpty()) {
      return carried;
    }
    String[] fields = payees.stream().map(Address::text).toArray(String[]::new);
    for (KeyValue<String, String> each : redis.commands().hmget(carriedKey(epoch), fields)) {
      if (each.hasValue()) {
        String[] words = each.getValue().split(" ", 2);
        carried.put(
            new Address(each.getKey()),
            new CarriedFrom(Long.parseLong(words[0]), new BigInteger(words[1])));
      }
    }
    return carried;
  }

  private static <T> List<List<T>> pages(List<T> all, int size) {
    return all.stream().gather(Gatherers.windowFixed(size)).toList();
  }

  /**
   * Days are apart from each other: a script touches one of them, and a backup takes one at once.
   */
  private static String slot(EarnedLine line) {
    return line.day() == null ? "{earned}" : "{earned:" + line.day() + "}";
  }

  private static String key(EarnedLine line) {
    return slot(line) + ":" + line.part().text();
  }

  private static String partsKey(LocalDate day) {
    return "{earned:" + day + "}:parts";
  }

  private static String carriedKey(long epoch) {
    return "{earned}:carried:" + epoch;
  }
}
