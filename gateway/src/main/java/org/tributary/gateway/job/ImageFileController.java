package org.tributary.gateway.job;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** {@code GET /v1/images/files/<sha256>.png}: an image, to whoever has its link. */
@Controller(ImageLinks.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ImageFileController {
  private final ImageFiles files;

  ImageFileController(ImageFiles files) {
    this.files = files;
  }

  /** What a name stands for never changes, but it may be deleted: caches ask again in an hour. */
  @Get("{name}.png")
  @Produces(MediaType.IMAGE_PNG)
  HttpResponse<byte[]> file(String name) {
    byte[] image = FileName.parse(name).flatMap(files::get).orElseThrow(JobRefusals::imageGone);
    return HttpResponse.ok(image)
        .contentType(MediaType.IMAGE_PNG_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "sandbox");
  }
}
