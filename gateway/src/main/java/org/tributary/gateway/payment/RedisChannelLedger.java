package org.tributary.gateway.payment;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.gateway.account.TrialConfig;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.StoredHash;

/**
 * The ledger in Redis: each move is one script on one partition. Gateways share a clock only as far
 * as leases need it; were one wrong, the fence still lets a call end once.
 */
@Singleton
final class RedisChannelLedger implements ChannelLedger {

  private static final PaidScript RESERVE = PaidScript.load("reserve");
  private static final PaidScript CHARGE = PaidScript.load("charge", "answer");
  private static final PaidScript RELEASE = PaidScript.load("release");
  private static final LuaScript RENEW = LuaScript.load("renew", "answer");
  private static final LuaScript TAKEOVER = LuaScript.load("takeover");

  private final Redis redis;
  private final CallJson json;
  private final PaymentConfig config;
  private final TrialConfig trials;
  private final Clock clock;

  RedisChannelLedger(
      Redis redis, CallJson json, PaymentConfig config, TrialConfig trials, Clock clock) {
    this.redis = redis;
    this.json = json;
    this.config = config;
    this.trials = trials;
    this.clock = clock;
  }

  @Override
  public ReserveOutcome reserve(Reserve request) {
    CallContext context = request.context();
    CallKeys keys = CallKeys.of(context);
    List<String> answer =
        RESERVE.run(
            redis,
            List.of(
                keys.channel(),
                keys.account(),
                keys.call(),
                keys.leases(),
                keys.receipt(),
                keys.answer()),
            request.authority() instanceof Authority.AccessKey ? keys.limited() : List.of(),
            arguments(request));
    return switch (answer.getFirst()) {
      case "reserved" ->
          new ReserveOutcome.Reserved(
              new Reservation(context, request.ceiling(), Long.parseLong(answer.get(1))),
              Long.parseLong(answer.get(2)));
      case "answered" -> new ReserveOutcome.Answered(Long.parseLong(answer.get(1)));
      case "running" -> new ReserveOutcome.Running();
      case "other_request" -> new ReserveOutcome.OtherRequest();
      default -> refused(answer);
    };
  }

  /** The authority's own arguments come last. */
  private List<String> arguments(Reserve request) {
    CallContext context = request.context();
    Attempt attempt = request.attempt();
    List<String> arguments = new ArrayList<>();
    arguments.add(context.callId().text());
    arguments.add(context.channel().text());
    arguments.add(context.account().text());
    arguments.add(Long.toString(request.ceiling()));
    arguments.add(json.write(context));
    arguments.add(leaseEnd());
    arguments.add(attempt == null ? "" : attempt.request());
    arguments.add(attempt == null ? "" : attempt.nonce());
    switch (request.authority()) {
      case Authority.AccessKey key -> arguments.addAll(arguments(key, context));
      case Authority.SignedVoucher voucher -> {
        arguments.add(Long.toString(voucher.maxClaimable()));
        arguments.add(voucher.signature());
      }
    }
    return arguments;
  }

  private List<String> arguments(Authority.AccessKey key, CallContext context) {
    return List.of(
        key.sha256(),
        key.model(),
        Long.toString(key.modelTokens()),
        Long.toString(clock.millis()),
        Long.toString(LocalDate.ofInstant(context.startedAt(), ZoneOffset.UTC).toEpochDay()),
        context.model().payee().text(),
        trials.lists(context.model().name()) ? "1" : "0",
        Long.toString(trials.perPayeePerDay()));
  }

  private static ReserveOutcome refused(List<String> answer) {
    ReserveOutcome.Reason reason = ReserveOutcome.Reason.valueOf(answer.getFirst());
    if (answer.size() == 1) {
      return new ReserveOutcome.Refused(reason);
    }
    return new ReserveOutcome.Refused(
        reason,
        new ReserveOutcome.Bound(
            Long.parseLong(answer.get(1)),
            Long.parseLong(answer.get(2)),
            Duration.ofMillis(Long.parseLong(answer.get(3)))));
  }

  @Override
  public boolean renew(Reservation reservation) {
    return renew(reservation, "", AnswerPart.NONE, 0);
  }

  @Override
  public boolean renew(Reservation reservation, Delivery delivered, AnswerPart part) {
    return renew(reservation, json.write(delivered), part, delivered.keptCharacters());
  }

  private boolean renew(
      Reservation reservation, String checkpoint, AnswerPart part, long keptCharacters) {
    CallKeys keys = CallKeys.of(reservation.context());
    List<String> answer =
        RENEW.run(
            redis,
            List.of(keys.call(), keys.leases(), keys.answer()),
            reservation.callId().text(),
            Long.toString(reservation.fence()),
            leaseEnd(),
            checkpoint,
            Integer.toString(part.number()),
            part.text(),
            rememberEnded(),
            Long.toString(keptCharacters));
    return answer.getFirst().equals("renewed");
  }

  @Override
  public ChargeOutcome charge(
      Reservation reservation, Delivery delivered, Ending ending, AnswerPart part) {
    return charge(reservation, delivered, ending, part, clock.instant());
  }

  private ChargeOutcome charge(
      Reservation reservation, Delivery delivered, Ending ending, AnswerPart part, Instant ended) {
    CallContext context = reservation.context();
    long charge = reservation.cost(delivered);
    List<Share> split = context.split(charge, delivered);
    CallKeys keys = CallKeys.of(context);
    List<String> answer =
        CHARGE.run(
            redis,
            List.of(
                keys.call(),
                keys.leases(),
                keys.channel(),
                keys.account(),
                keys.receipt(),
                keys.ledger(),
                keys.answer()),
            keys.limited(),
            List.of(
                context.callId().text(),
                Long.toString(reservation.fence()),
                context.channel().text(),
                context.account().text(),
                Long.toString(charge),
                json.write(delivered),
                ending.name(),
                json.write(split),
                Long.toString(ended.toEpochMilli()),
                rememberEnded(),
                Integer.toString(part.number()),
                part.text(),
                Long.toString(delivered.usage().modelTokens()),
                Long.toString(delivered.keptCharacters())));
    if (!answer.getFirst().equals("charged")) {
      return new ChargeOutcome.LeaseLost();
    }
    return new ChargeOutcome.Charged(
        context.callId(),
        Long.parseLong(answer.get(1)),
        Long.parseLong(answer.get(2)),
        Long.parseLong(answer.get(3)));
  }

  @Override
  public void release(Reservation reservation) {
    CallContext context = reservation.context();
    CallKeys keys = CallKeys.of(context);
    RELEASE.run(
        redis,
        List.of(keys.call(), keys.leases(), keys.channel(), keys.account()),
        keys.limited(),
        List.of(
            context.callId().text(),
            Long.toString(reservation.fence()),
            context.channel().text(),
            context.account().text(),
            rememberEnded(),
            Long.toString(config.rememberReleased().toMillis()),
            Long.toString(clock.millis())));
  }

  @Override
  public int chargeExpired() {
    // One call that cannot be ended must not keep the others from it.
    FirstFailure failures = new FirstFailure();
    AtomicInteger ended = new AtomicInteger();
    for (CallId call : expired()) {
      failures.guard(() -> ended.addAndGet(endExpired(call) ? 1 : 0));
    }
    failures.rethrow();
    return ended.get();
  }

  @Override
  public Optional<ChargedCall> charged(CallId callId) {
    StoredHash stored = new StoredHash(redis.commands().hgetall(CallKeys.receipt(callId)));
    return stored.isAbsent() ? Optional.empty() : Optional.of(chargedCall(stored));
  }

  @Override
  public Optional<KeptAnswer> answer(CallId callId) {
    return charged(callId).map(call -> new KeptAnswer(parts(callId), call.ending()));
  }

  private List<String> parts(CallId callId) {
    return redis.commands().hgetall(CallKeys.answer(callId)).entrySet().stream()
        .sorted(Comparator.comparingInt(part -> Integer.parseInt(part.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** One round trip for all partitions, however little there is to find. */
  private List<CallId> expired() {
    Range<Long> untilNow = Range.create(0L, clock.millis());
    Limit most = Limit.create(0, config.sweptPerPartition());
    List<RedisFuture<List<String>>> answers =
        Partition.ALL.stream()
            .map(each -> redis.pipeline().zrangebyscore(CallKeys.leases(each), untilNow, most))
            .toList();
    return redis.await(answers).stream().flatMap(List::stream).map(CallId::new).toList();
  }

  /** False when its holder, or another gateway, was faster. */
  private boolean endExpired(CallId call) {
    List<String> answer =
        TAKEOVER.run(
            redis,
            List.of(CallKeys.call(call), CallKeys.leases(new Partition(call.partition()))),
            call.text(),
            Long.toString(clock.millis()),
            leaseEnd());
    if (!answer.getFirst().equals("taken")) {
      return false;
    }
    Reservation taken =
        new Reservation(
            json.read(answer.get(3), CallContext.class),
            Long.parseLong(answer.get(2)),
            Long.parseLong(answer.get(1)));
    Instant heldUntil = Instant.ofEpochMilli(Long.parseLong(answer.get(5)));
    endByCheckpoint(taken, answer.get(4), heldUntil);
    return true;
  }

  /**
   * The call ended when its lease did: after a long outage a receipt of today would name terms of a
   * period that is over, and could be rejected.
   */
  private void endByCheckpoint(Reservation taken, String checkpoint, Instant ended) {
    Optional<Delivery> delivered =
        Optional.of(checkpoint)
            .filter(text -> !text.isEmpty())
            .map(text -> json.read(text, Delivery.class))
            .filter(delivery -> !delivery.isEmpty());
    if (delivered.isPresent()) {
      charge(taken, delivered.get(), Ending.PARTIAL, AnswerPart.NONE, ended);
    } else {
      release(taken);
    }
  }

  private String rememberEnded() {
    return Long.toString(config.rememberEnded().toMillis());
  }

  private String leaseEnd() {
    return Long.toString(clock.millis() + config.lease().toMillis());
  }

  private ChargedCall chargedCall(StoredHash stored) {
    return new ChargedCall(
        json.read(stored.text("context"), CallContext.class),
        json.read(stored.text("delivered"), Delivery.class),
        Ending.valueOf(stored.text("ending")),
        List.of(json.read(stored.text("split"), Share[].class)),
        stored.amount("from"),
        stored.amount("to"),
        stored.amount("charge"),
        stored.time("time"));
  }
}
