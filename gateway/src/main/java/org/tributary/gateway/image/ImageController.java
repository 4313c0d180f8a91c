package org.tributary.gateway.image;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.util.HttpHostResolver;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.function.Supplier;
import org.tributary.gateway.call.Call;
import org.tributary.gateway.call.PaidCalls;
import org.tributary.gateway.call.PaymentDesk;
import org.tributary.gateway.image.ImageQuotes.QuotedImages;
import org.tributary.gateway.job.ImageLinks;
import org.tributary.gateway.job.JobReading;

/**
 * {@code POST /v1/images/generations} and {@code /v1/images/edits}, as OpenAI's. A caller that
 * leaves does not stop what it asked for.
 */
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
final class ImageController {
  static final String GENERATIONS = "/v1/images/generations";
  static final String EDITS = "/v1/images/edits";

  private final ImageQuotes quotes;
  private final PaidCalls calls;
  private final ImageFlow flow;
  private final ImageAnswers answers;
  private final JobReading reading;
  private final PaymentDesk desk;
  private final HttpHostResolver hosts;

  ImageController(
      ImageQuotes quotes,
      PaidCalls calls,
      ImageFlow flow,
      ImageAnswers answers,
      JobReading reading,
      PaymentDesk desk,
      HttpHostResolver hosts) {
    this.quotes = quotes;
    this.calls = calls;
    this.flow = flow;
    this.answers = answers;
    this.reading = reading;
    this.desk = desk;
    this.hosts = hosts;
  }

  @Post(GENERATIONS)
  @Consumes(MediaType.ALL)
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  HttpResponse<?> generate(HttpRequest<byte[]> request) throws InterruptedException {
    Call call = Call.of(request, hosts);
    return serve(call, request, () -> quotes.quote(call.body(), false));
  }

  @Post(EDITS)
  @Consumes(MediaType.ALL)
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  HttpResponse<?> edit(HttpRequest<byte[]> request) throws InterruptedException {
    Call call = Call.of(request, hosts);
    return serve(
        call,
        request,
        () ->
            call.formType()
                .map(type -> quotes.quote(EditForm.read(type, call.body()), true))
                .orElseGet(() -> quotes.quote(call.body(), true)));
  }

  private HttpResponse<?> serve(Call call, HttpRequest<?> request, Supplier<QuotedImages> quoting)
      throws InterruptedException {
    QuotedImages quoted = calls.quote(call, ImageQuotes.PRODUCT, quoting);
    ImageLinks links = new ImageLinks(call.host());
    String prefer = String.valueOf(request.getHeaders().get("Prefer"));
    if (prefer.contains("respond-async")) {
      return answers.atOnce(flow.begin(call, quoted), links);
    }
    if (!quoted.request().streams()) {
      return answers.whole(flow.begin(call, quoted), quoted.request(), links);
    }
    // First of all: a job that was begun is paid for, and its caller must learn its name.
    try (JobReading.Seat seat = reading.seat()) {
      return answers.stream(seat, flow.begin(call, quoted), quoted.request(), links);
    }
  }

  @Get(GENERATIONS)
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> generationTerms(HttpRequest<?> request) {
    return desk.termsOrRefund(request, ImageQuotes.PRODUCT);
  }

  @Get(EDITS)
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> editTerms(HttpRequest<?> request) {
    return desk.termsOrRefund(request, ImageQuotes.PRODUCT);
  }
}
