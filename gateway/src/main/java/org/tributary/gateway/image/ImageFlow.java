package org.tributary.gateway.image;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.call.Call;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.call.OpenedCall;
import org.tributary.gateway.call.PaidCalls;
import org.tributary.gateway.image.ImageQuotes.QuotedImages;
import org.tributary.gateway.job.ImageFiles;
import org.tributary.gateway.job.ImageJob;
import org.tributary.gateway.job.ImageJobs;
import org.tributary.gateway.job.JobId;
import org.tributary.gateway.job.JobSettings;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.CallPayment;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.receipt.ReceiptSalts;
import org.tributary.models.openai.ImageRequest;

/** The way of a call for images, from the payer's request to a job that goes on by itself. */
@Singleton
final class ImageFlow {
  /** Seeds that every worker and page can hold, with room for the images that follow. */
  private static final int SEEDS = 1 << 30;

  private final PaidCalls calls;
  private final InitialImages pictures;
  private final ImageFiles files;
  private final ImageJobs jobs;
  private final ImageRuns runs;
  private final ChannelLedger ledger;
  private final ReceiptSalts salts;
  private final Clock clock;
  private final SecureRandom random;
  private final Semaphore places;

  ImageFlow(
      PaidCalls calls,
      InitialImages pictures,
      ImageFiles files,
      ImageJobs jobs,
      ImageRuns runs,
      ChannelLedger ledger,
      ReceiptSalts salts,
      ImageConfig config,
      Clock clock,
      SecureRandom random) {
    this.calls = calls;
    this.pictures = pictures;
    this.files = files;
    this.jobs = jobs;
    this.runs = runs;
    this.ledger = ledger;
    this.salts = salts;
    this.clock = clock;
    this.random = random;
    this.places = new Semaphore(config.maxConcurrentJobs());
  }

  /** A job that was begun, by this try of its call or by an earlier one. */
  record Begun(JobId job, CallContext context, CallPayment payment, boolean again) {}

  /**
   * Admits the payer, reserves the ceiling and begins the job; it goes on whether or not anyone
   * waits for it. A call that was answered before finds its job again.
   *
   * @throws org.tributary.gateway.error.ApiException when the call is refused: nothing is reserved
   */
  Begun begin(Call call, QuotedImages quoted) {
    quoted.requireWithin(call.maxCost());
    files.requireRoom();
    PaidCalls.Admitted admitted = calls.admit(call, quoted.priced());
    // Only now: unpacking pictures is work, and nobody's without a payer.
    QuotedImages fitted = pictures.fitted(quoted);
    OpenedCall opened = calls.reserveAtOnce(admitted);
    JobId id = JobId.of(salts.of(opened.context().callId()));
    boolean first = opened instanceof OpenedCall.Reserved;
    if (opened instanceof OpenedCall.Reserved reserved) {
      start(fitted, reserved.reservation(), id);
    }
    return new Begun(id, opened.context(), opened.payment(), !first);
  }

  private void start(QuotedImages quoted, Reservation reservation, JobId id) {
    if (!places.tryAcquire()) {
      ledger.release(reservation);
      throw CallRefusals.busy();
    }
    try {
      ImageJob job = job(id, quoted, reservation.context());
      jobs.create(job, reservation.context().account(), reservation.fence());
      ImageRuns.Run run = runs.of(quoted, reservation, job);
      Thread.ofVirtual().name("image-job").start(() -> runAndLeave(run));
    } catch (RuntimeException e) {
      places.release();
      ledger.release(reservation);
      throw e;
    }
  }

  private void runAndLeave(ImageRuns.Run run) {
    try {
      run.run();
    } finally {
      places.release();
    }
  }

  private ImageJob job(JobId id, QuotedImages quoted, CallContext context) {
    ImageRequest request = quoted.request();
    JobSettings settings = settings(request, quoted.size());
    Bytes32 salt = salts.of(context.callId());
    return ImageJob.queued(
        id,
        clock.instant().getEpochSecond(),
        jobs.expiry(),
        quoted.offer().name(),
        context.callId().text(),
        salt.text(),
        salts.of(context.channel()).text(),
        settings);
  }

  private JobSettings settings(ImageRequest request, ImageSize size) {
    boolean edit = request.image() != null;
    return new JobSettings(
        request.promptToDraw(),
        request.negativePrompt(),
        request.images(),
        size.text(),
        request.stepsOrDefault(),
        request.guidanceOrDefault(),
        request.sampler(),
        request.seed() == null ? random.nextInt(SEEDS) : request.seed(),
        request.strength(),
        edit);
  }
}
