package org.tributary.gateway.settlement;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.settlement.EarnedBook.Question;

/** What of everything that was earned is granted and paid: by what it is for, and by day. */
@Singleton
public final class SettledEarnings {
  /** So many days one question looks at, and behind so many lines it begins no other. */
  private static final int MAX_DAYS = 31;

  private static final int MAX_LINES = 1_000;

  private static final Comparator<Part> IN_ORDER = Comparator.comparing(Part::text);

  private final EarnedBook book;

  SettledEarnings(EarnedBook book) {
    this.book = book;
  }

  /** What a part earned on a day, UTC. */
  public record Line(LocalDate day, Part part, EarnedAmounts amounts) {}

  /** Whole days, newest first; {@code next} goes on before the last that was looked at. */
  public record Page(List<Line> lines, @Nullable LocalDate next) {
    public Page {
      lines = List.copyOf(lines);
    }
  }

  /** Of everything since the beginning. */
  public Map<Part, EarnedAmounts> byPart(Standing standing) {
    Map<Part, BigInteger> earned = standing.earned().byPart();
    List<Part> parts = List.copyOf(earned.keySet());
    List<Settled> settled = settled(standing, parts.stream().map(EarnedLine::inAll).toList());
    return IntStream.range(0, parts.size())
        .boxed()
        .collect(
            Collectors.toMap(
                parts::get,
                i -> settled.get(i).of(earned.getOrDefault(parts.get(i), BigInteger.ZERO))));
  }

  /** Days before one, or all. */
  public Page byDay(Standing standing, @Nullable LocalDate before, Predicate<Part> wanted) {
    TreeSet<LocalDate> days = days(standing, before);
    List<Line> lines = new ArrayList<>();
    LocalDate last = null;
    for (LocalDate day : days) {
      if (lines.size() >= MAX_LINES) {
        break;
      }
      lines.addAll(lines(standing, day, wanted));
      last = day;
    }
    boolean isAll = days.size() < MAX_DAYS && (last == null || last.equals(days.last()));
    return new Page(lines, isAll ? null : last);
  }

  private TreeSet<LocalDate> days(Standing standing, @Nullable LocalDate before) {
    TreeSet<LocalDate> days = new TreeSet<>(Comparator.reverseOrder());
    days.addAll(book.days(before, MAX_DAYS));
    days.addAll((before == null ? standing.open() : standing.open().headMap(before)).keySet());
    while (days.size() > MAX_DAYS) {
      days.pollLast();
    }
    return days;
  }

  private List<Line> lines(Standing standing, LocalDate day, Predicate<Part> wanted) {
    List<Part> parts = parts(standing, day).stream().filter(wanted).sorted(IN_ORDER).toList();
    List<EarnedLine> asked = parts.stream().map(part -> new EarnedLine(day, part)).toList();
    List<BigInteger> credited =
        book.sums(standing.epoch(), asked.stream().map(line -> new Question(line, null)).toList());
    List<Settled> settled = settled(standing, asked);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      BigInteger earned = credited.get(i).add(standing.open(day, parts.get(i)));
      // What a newer epoch was the first to credit is no line of this moment.
      if (earned.signum() > 0) {
        lines.add(new Line(day, parts.get(i), settled.get(i).of(earned)));
      }
    }
    return lines;
  }

  private Set<Part> parts(Standing standing, LocalDate day) {
    Set<Part> parts = new HashSet<>(book.parts(day));
    parts.addAll(standing.open().getOrDefault(day, Earned.NOTHING).byPart().keySet());
    return parts;
  }

  private record Settled(BigInteger granted, BigInteger paid) {
    EarnedAmounts of(BigInteger earned) {
      return new EarnedAmounts(earned, granted, paid);
    }
  }

  private List<Settled> settled(Standing standing, List<EarnedLine> lines) {
    List<Question> questions = new ArrayList<>();
    for (EarnedLine line : lines) {
      Address payee = line.part().payee();
      questions.add(new Question(line, standing.granted(payee)));
      questions.add(new Question(line, standing.paid(payee)));
    }
    List<BigInteger> sums = book.sums(standing.epoch(), questions);
    return IntStream.range(0, lines.size())
        .mapToObj(i -> new Settled(sums.get(2 * i), sums.get(2 * i + 1)))
        .toList();
  }
}
