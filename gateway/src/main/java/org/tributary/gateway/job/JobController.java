package org.tributary.gateway.job;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.http.server.util.HttpHostResolver;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.Admissions;

/**
 * {@code /v1/images/jobs}: whoever holds a job's id may watch, stop and delete it; all of an
 * account's are listed to its access keys.
 */
@Controller("/v1/images/jobs")
@ExecuteOn(TaskExecutors.BLOCKING)
final class JobController {
  private static final int MOST = 100;

  private final ImageJobs jobs;
  private final JobReading reading;
  private final Admissions admissions;
  private final HttpHostResolver hosts;

  JobController(ImageJobs jobs, JobReading reading, Admissions admissions, HttpHostResolver hosts) {
    this.jobs = jobs;
    this.reading = reading;
    this.admissions = admissions;
    this.hosts = hosts;
  }

  /** The newest first. */
  record Page(String object, List<JobView> data, boolean has_more) {}

  @Get("{?limit,after}")
  Page list(
      @Nullable @QueryValue Integer limit,
      @Nullable @QueryValue String after,
      @Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization,
      HttpRequest<?> request) {
    Account account = admissions.require(authorization);
    int most = limit == null ? 20 : limit;
    if (most < 1 || most > MOST) {
      throw JobRefusals.badLimit(MOST);
    }
    List<ImageJob> found = jobs.list(account.id(), after(after), most + 1);
    List<JobView> page =
        found.stream().limit(most).map(job -> JobView.of(job, links(request))).toList();
    return new Page("list", page, found.size() > most);
  }

  /** One that has expired begins at the newest again. */
  private static @Nullable JobId after(@Nullable String text) {
    return text == null ? null : JobId.parse(text).orElseThrow(JobRefusals::badAfter);
  }

  @Get("/{id}")
  JobView one(String id, HttpRequest<?> request) {
    return JobView.of(find(id), links(request));
  }

  @Get("/{id}/events")
  @Produces(MediaType.TEXT_EVENT_STREAM)
  HttpResponse<?> events(String id, HttpRequest<?> request) {
    try (JobReading.Seat seat = reading.seat()) {
      return HttpResponse.ok(reading.stream(seat, find(id).id(), links(request), false))
          .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
          .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
  }

  /** Its images that are complete stay; what was drawn until then is charged. */
  @Post("/{id}/cancel")
  JobView cancel(String id, HttpRequest<?> request) {
    JobId job = find(id).id();
    jobs.cancel(job);
    return JobView.of(find(id), links(request));
  }

  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void delete(String id) {
    jobs.delete(find(id).id());
  }

  private ImageJob find(String id) {
    return JobId.parse(id).flatMap(jobs::find).orElseThrow(JobRefusals::unknownJob);
  }

  private ImageLinks links(HttpRequest<?> request) {
    return new ImageLinks(hosts.resolve(request));
  }
}
