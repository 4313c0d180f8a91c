package org.tributary.gateway.settlement;

import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.gateway.payment.FirstFailure;
import org.tributary.gateway.redis.Redis;

/** Looks at the chain every few seconds, from each gateway; one of them does what it asks for. */
@Singleton
class ChainWatch {
  private static final Logger log = LoggerFactory.getLogger(ChainWatch.class);

  private final TaskScheduler scheduler;
  private final Provider<ChannelChain> chain;
  private final Provider<ChannelWatcher> watcher;
  private final Provider<TxSender> sender;
  private final ReceiptKeyCheck receiptKey;
  private final ChainExposure exposure;
  private final UnclaimedCharges unclaimed;
  private final Redis redis;
  private final SettlementLock lock;
  private final WatchConfiguration configuration;
  private final ExposureConfiguration limits;
  private final SettlementMetrics metrics;
  private final Clock clock;
  private final ReentrantLock running = new ReentrantLock();
  private @Nullable ScheduledFuture<?> schedule;
  private boolean stopped;
  private boolean away;
  private long lastBlock = -1;

  ChainWatch(
      @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler,
      Provider<ChannelChain> chain,
      Provider<ChannelWatcher> watcher,
      Provider<TxSender> sender,
      ReceiptKeyCheck receiptKey,
      ChainExposure exposure,
      UnclaimedCharges unclaimed,
      Redis redis,
      @Named("watch") SettlementLock lock,
      WatchConfiguration configuration,
      ExposureConfiguration limits,
      SettlementMetrics metrics,
      Clock clock) {
    this.scheduler = scheduler;
    this.chain = chain;
    this.watcher = watcher;
    this.sender = sender;
    this.receiptKey = receiptKey;
    this.exposure = exposure;
    this.unclaimed = unclaimed;
    this.redis = redis;
    this.lock = lock;
    this.configuration = configuration;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
  }

  @EventListener
  void start(ServerStartupEvent started) {
    Duration every = configuration.pollEvery();
    if (every.isPositive()) {
      schedule = scheduler.scheduleWithFixedDelay(Duration.ZERO, every, this::poll);
    }
  }

  /** Lets a look that has begun end, while Redis is still connected. */
  @EventListener
  void stop(ServerShutdownEvent stopping) {
    if (schedule != null) {
      schedule.cancel(false);
    }
    running.lock();
    stopped = true;
    running.unlock();
  }

  void poll() {
    running.lock();
    try {
      if (!stopped) {
        look();
        away = false;
      }
    } catch (RuntimeException failed) {
      // A boundary: thrown further, it would end the schedule. The next look does what is left.
      logOnce(failed);
      count();
    } finally {
      running.unlock();
    }
  }

  /** The chain was seen when it has been watched: to read its last block alone claims nothing. */
  private void look() {
    Instant asked = clock.instant();
    Chain.Block head = chain.get().head();
    metrics.block(head.number());
    Optional<SettlementLock.Hold> acquired = lock.acquire(Duration.ZERO);
    if (acquired.isPresent()) {
      try (SettlementLock.Hold hold = acquired.get()) {
        watch(head);
        saw(head, asked);
        watcher.get().endRefunds();
      }
    } else {
      saw(head, asked);
    }
    if (exposure.isAway()) {
      count();
    }
    receiptKey.once();
  }

  /** A transaction that is stuck keeps nobody from being claimed from. */
  private void watch(Chain.Block head) {
    FirstFailure failures = new FirstFailure();
    failures.guard(() -> metrics.openTransactions(sender.get().tend()));
    failures.guard(() -> watcher.get().watch(head));
    failures.rethrow();
  }

  /** By this gateway, or by the one that watches for all. */
  private void saw(Chain.Block head, Instant asked) {
    Optional<WatchMark> mark = WatchMark.load(redis);
    long behind = head.number() - mark.map(WatchMark::block).orElse(0L);
    metrics.behind(behind);
    boolean moves = limits.blocksOnDemand() || head.number() > lastBlock;
    if (moves && mark.isPresent() && behind <= configuration.reread()) {
      exposure.seen(asked);
      unclaimed.saw(asked);
      lastBlock = head.number();
    }
  }

  /** Reads what is owed while it cannot be claimed; calls are admitted by it. */
  private void count() {
    try {
      exposure.count(unclaimed.byChannel());
    } catch (RuntimeException redisAway) {
      log.warn("what channels owe could not be read: {}", redisAway.toString());
    }
  }

  private void logOnce(RuntimeException failed) {
    if (!away) {
      log.warn("the chain could not be looked at; calls go on for a while", failed);
    }
    away = true;
  }
}
