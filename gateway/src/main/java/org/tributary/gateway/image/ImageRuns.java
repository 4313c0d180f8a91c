package org.tributary.gateway.image;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.call.RelayedAnswer;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.image.ImageQuotes.QuotedImages;
import org.tributary.gateway.job.FileName;
import org.tributary.gateway.job.ImageFiles;
import org.tributary.gateway.job.ImageJob;
import org.tributary.gateway.job.ImageJobs;
import org.tributary.gateway.job.JobImage;
import org.tributary.gateway.job.JobSettings;
import org.tributary.gateway.job.JobStatus;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargeOutcome;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.LeaseKeeper;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.receipt.ReceiptSalts;
import org.tributary.gateway.relay.WorkerLine;
import org.tributary.models.openai.ErrorBody;
import org.tributary.models.openai.ImageUsage;
import org.tributary.models.png.ImageMark;

/** Runs jobs: their images are drawn side by side, and what was drawn is charged at every end. */
@Singleton
final class ImageRuns {
  private static final Logger LOG = LoggerFactory.getLogger(ImageRuns.class);

  /** A job says at least so often that it is alive, and what its payer wants is asked then. */
  private static final long SAY_EVERY_MS = 500;

  /** Between two stores of one job. */
  private static final long PAUSE_MS = 20;

  private static final int MOST_TRIES = 20;

  private final ImageRelay relay;
  private final ImageJobs jobs;
  private final ImageFiles files;
  private final ChannelLedger ledger;
  private final LeaseKeeper leases;
  private final ReceiptSalts salts;

  ImageRuns(
      ImageRelay relay,
      ImageJobs jobs,
      ImageFiles files,
      ChannelLedger ledger,
      LeaseKeeper leases,
      ReceiptSalts salts) {
    this.relay = relay;
    this.jobs = jobs;
    this.files = files;
    this.ledger = ledger;
    this.leases = leases;
    this.salts = salts;
  }

  Run of(QuotedImages quoted, Reservation reservation, ImageJob job) {
    return new Run(quoted, reservation, job);
  }

  /** One job on its way to its end. */
  final class Run implements LeaseKeeper.Progress {
    private final QuotedImages quoted;
    private final Reservation reservation;
    private final LiveJob live;
    private final List<WorkerLine> lines;
    private final ConcurrentLinkedQueue<RelayedAnswer<FileName>> answers =
        new ConcurrentLinkedQueue<>();
    private ImageJobs.Wish wish = ImageJobs.Wish.GO_ON;

    private Run(QuotedImages quoted, Reservation reservation, ImageJob job) {
      this.quoted = quoted;
      this.reservation = reservation;
      JobSettings settings = job.request();
      this.live =
          new LiveJob(
              job,
              new ImageMeter(
                  quoted.size(), settings.steps(), settings.n(), salts.of(reservation.callId())));
      this.lines = Stream.generate(WorkerLine::new).limit(settings.n()).toList();
    }

    /** An image that is complete can be had by its payer: it is charged whatever comes. */
    @Override
    public Optional<Delivery> delivered() {
      return live.meter().complete();
    }

    void run() {
      try (LeaseKeeper.KeptLease lease = leases.keep(reservation, this, this::cut)) {
        IntStream.range(0, lines.size())
            .forEach(i -> Thread.ofVirtual().name("image").start(() -> draw(i)));
        follow();
      } catch (InterruptedException e) {
        cut();
        Thread.currentThread().interrupt();
      } finally {
        lines.forEach(WorkerLine::close);
      }
      end();
    }

    private void draw(int index) {
      try {
        answers.add(relay.draw(wanted(index), lines.get(index), live));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answers.add(new RelayedAnswer.Cut<>("The gateway is stopping."));
      } catch (RuntimeException e) {
        LOG.error("call {} failed", reservation.callId(), e);
        answers.add(new RelayedAnswer.Cut<>("The gateway failed."));
      } finally {
        live.close();
      }
    }

    /** Stores what happens as it happens, until nothing more does. */
    private void follow() throws InterruptedException {
      while (live.await(SAY_EVERY_MS)) {
        say();
        Thread.sleep(PAUSE_MS);
      }
    }

    private void say() {
      try {
        save(live.now());
      } catch (RuntimeException redisAway) {
        // The images go on: the next time tells of them too.
        LOG.warn("call {}: {}", reservation.callId(), redisAway.toString());
      }
    }

    private void save(ImageJob job) {
      ImageJobs.Wish now = jobs.save(job, reservation.fence());
      live.stored(job);
      if (now != ImageJobs.Wish.GO_ON && wish == ImageJobs.Wish.GO_ON) {
        wish = now;
        cut();
      }
    }

    private void cut() {
      lines.forEach(WorkerLine::cut);
    }

    private ImageRelay.Wanted wanted(int index) {
      CallContext context = reservation.context();
      JobImage image = live.now().images().get(index);
      boolean shown = quoted.request().extension().marksPrompt();
      ImageMark mark =
          new ImageMark(
              context.model().name(),
              context.model().asset().value(),
              context.callId().text(),
              context.request().text(),
              image.seed(),
              image.steps(),
              shown ? quoted.request().promptToDraw() : null);
      return new ImageRelay.Wanted(
          index,
          quoted
              .request()
              .forWorker(image.seed(), quoted.size().text(), context.account().pseudonym()),
          quoted.offer(),
          quoted.size(),
          mark);
    }

    /** Names its images, charges them, and says that it has ended, in this order. */
    private void end() {
      ImageJob last = live.now();
      try {
        insist(() -> {
          save(last);
          return last;
        });
        ImageJob ended = insist(() -> charged(last));
        insist(() -> jobs.save(ended, reservation.fence()));
        last.previews().forEach(files::delete);
        if (wish == ImageJobs.Wish.FORGET) {
          ended.files().forEach(files::delete);
        }
      } catch (RuntimeException e) {
        // The lease is not kept any more: the sweeper ends the call by its last checkpoint.
        LOG.error("call {} could not be ended here", reservation.callId(), e);
      }
    }

    /** Each step of an end can be repeated: Redis may be away for a moment. */
    private static <T> T insist(Supplier<T> step) {
      for (int tries = 1; ; tries++) {
        try {
          return step.get();
        } catch (RuntimeException redisAway) {
          if (tries == MOST_TRIES) {
            throw redisAway;
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SAY_EVERY_MS));
        }
      }
    }

    private ImageJob charged(ImageJob job) {
      boolean whole = job.images().stream().allMatch(JobImage::isComplete);
      boolean stopped = !whole && wish != ImageJobs.Wish.GO_ON;
      JobStatus how =
          whole ? JobStatus.COMPLETED : stopped ? JobStatus.CANCELLED : JobStatus.FAILED;
      ErrorBody.@Nullable Detail why = whole || stopped ? null : why().body().error();
      ImageMeter meter = live.meter();
      Optional<Delivery> delivered = stopped ? meter.ran() : meter.complete();
      if (delivered.isEmpty()) {
        ledger.release(reservation);
        return job.ended(how, new ImageUsage(0, 0, "0"), why);
      }
      Delivery done = delivered.get();
      Ending ending = whole ? Ending.COMPLETE : Ending.PARTIAL;
      return switch (ledger.charge(reservation, done, ending)) {
        case ChargeOutcome.Charged charged ->
            job.ended(how, meter.usage(done, charged.charge()), why);
        case ChargeOutcome.LeaseLost lost ->
            job.ended(
                JobStatus.FAILED,
                null,
                CallRefusals.cut("Another gateway ended this call.").body().error());
      };
    }

    /** The first refusal says more than that the others were cut. */
    private ApiException why() {
      return answers.stream()
          .map(Run::reason)
          .filter(Objects::nonNull)
          .findFirst()
          .orElseGet(() -> CallRefusals.cut("The worker broke off."));
    }

    private static @Nullable ApiException reason(RelayedAnswer<FileName> answer) {
      return switch (answer) {
        case RelayedAnswer.Nothing<FileName>(ApiException why) -> why;
        case RelayedAnswer.Cut<FileName>(String why) -> CallRefusals.cut(why);
        case RelayedAnswer.Complete<FileName> complete -> null;
      };
    }
  }
}
