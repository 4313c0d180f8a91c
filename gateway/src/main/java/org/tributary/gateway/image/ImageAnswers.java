package org.tributary.gateway.image;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tributary.gateway.call.AnswerHead;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.Replay;
import org.tributary.gateway.image.ImageFlow.Begun;
import org.tributary.gateway.job.FileName;
import org.tributary.gateway.job.ImageFiles;
import org.tributary.gateway.job.ImageJob;
import org.tributary.gateway.job.ImageJobs;
import org.tributary.gateway.job.ImageLinks;
import org.tributary.gateway.job.JobImage;
import org.tributary.gateway.job.JobReading;
import org.tributary.gateway.job.JobView;
import org.tributary.gateway.receipt.ReceiptSalts;
import org.tributary.models.openai.ErrorBody;
import org.tributary.models.openai.ImageAnswer;
import org.tributary.models.openai.ImageRequest;
import org.tributary.models.openai.ImageUsage;

/** What a caller is answered that has begun a job: its end, its events, or its name at once. */
@Singleton
final class ImageAnswers {
  private static final String JOB_HEADER = "X-Tributary-Job";
  private static final String INLINE = "b64_json";
  private static final String FORMAT = "png";

  private final ImageJobs jobs;
  private final JobReading reading;
  private final ImageFiles files;
  private final ReceiptSalts salts;

  ImageAnswers(ImageJobs jobs, JobReading reading, ImageFiles files, ReceiptSalts salts) {
    this.jobs = jobs;
    this.reading = reading;
    this.files = files;
    this.salts = salts;
  }

  /** The job as it is now. */
  HttpResponse<?> atOnce(Begun begun, ImageLinks links) {
    ImageJob job = jobs.find(begun.job()).orElseThrow(() -> gone(begun));
    MutableHttpResponse<?> answer =
        HttpResponse.status(HttpStatus.ACCEPTED).body(JobView.of(job, links));
    begun.payment().ahead().forEach(answer::header);
    return headed(answer, begun);
  }

  /** Events in OpenAI's words hold the images; a link is beside them. */
  HttpResponse<?> stream(JobReading.Seat seat, Begun begun, ImageRequest asked, ImageLinks links) {
    boolean inline = !"url".equals(asked.responseFormat());
    MutableHttpResponse<?> answer =
        HttpResponse.ok(reading.stream(seat, begun.job(), links, inline))
            .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    begun.payment().ahead().forEach(answer::header);
    return headed(answer, begun);
  }

  /**
   * All images, when the job has ended.
   *
   * @throws ApiException where there is none
   */
  HttpResponse<?> whole(Begun begun, ImageRequest asked, ImageLinks links)
      throws InterruptedException {
    ImageJob job = reading.awaitEnd(begun.job()).orElseThrow(() -> gone(begun));
    Map<String, String> paid = paid(begun, job);
    List<ImageAnswer.Image> images =
        job.images().stream()
            .filter(JobImage::isComplete)
            .map(image -> image(image, INLINE.equals(asked.responseFormat()), links))
            .toList();
    if (images.isEmpty()) {
      throw failure(job).withHeaders(paid).withHeaders(names(begun));
    }
    MutableHttpResponse<?> answer =
        HttpResponse.ok(
            new ImageAnswer(job.createdAt(), images, FORMAT, job.request().size(), job.usage()));
    paid.forEach(answer::header);
    return headed(answer, begun);
  }

  /** What is not known yet is said to be all that may be charged: never less than is. */
  private static Map<String, String> paid(Begun begun, ImageJob job) {
    ImageUsage usage = job.usage();
    if (begun.again()) {
      return begun.payment().charged(0);
    }
    return usage == null || usage.cost() == null
        ? begun.payment().ahead()
        : begun.payment().charged(Long.parseLong(usage.cost()));
  }

  private ImageAnswer.Image image(JobImage image, boolean inline, ImageLinks links) {
    FileName file = Objects.requireNonNull(image.file());
    String base64 =
        inline ? files.get(file).map(Base64.getEncoder()::encodeToString).orElse(null) : null;
    return new ImageAnswer.Image(
        base64, base64 == null ? links.to(file) : null, image.seed(), image.looksMostLike());
  }

  /** The job's own reason, in the status that such reasons have. */
  private static ApiException failure(ImageJob job) {
    ErrorBody.Detail why = job.error();
    if (why == null) {
      return ImageRefusals.cancelled();
    }
    HttpStatus status =
        ApiError.INVALID_REQUEST.equals(why.type())
            ? HttpStatus.BAD_REQUEST
            : "no_worker".equals(why.code())
                ? HttpStatus.SERVICE_UNAVAILABLE
                : HttpStatus.BAD_GATEWAY;
    return new ApiException(
        status, why.type(), String.valueOf(why.code()), why.param(), why.message());
  }

  private ApiException gone(Begun begun) {
    return ImageRefusals.deleted(begun.context().callId())
        .withHeaders(begun.payment().ahead())
        .withHeaders(names(begun));
  }

  private Map<String, String> names(Begun begun) {
    Map<String, String> names = new HashMap<>(head(begun).headers());
    names.put(JOB_HEADER, begun.job().text());
    if (begun.again()) {
      names.put(Replay.HEADER, "complete");
    }
    return names;
  }

  private AnswerHead head(Begun begun) {
    return new AnswerHead(
        begun.context().callId(),
        begun.context().model().name(),
        begun.context().startedAt().getEpochSecond(),
        salts.of(begun.context().callId()),
        salts.of(begun.context().channel()));
  }

  private MutableHttpResponse<?> headed(MutableHttpResponse<?> answer, Begun begun) {
    names(begun).forEach(answer::header);
    return answer;
  }
}
