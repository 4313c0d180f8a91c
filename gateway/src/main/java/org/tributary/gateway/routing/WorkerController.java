package org.tributary.gateway.routing;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.worker.AnnouncementMessage;

/** Workers announce themselves here, and anyone can see who they are. */
@Controller("/v1/workers")
@ExecuteOn(TaskExecutors.BLOCKING)
final class WorkerController {
  private final WorkerDirectory directory;

  WorkerController(WorkerDirectory directory) {
    this.directory = directory;
  }

  @Post
  @Status(HttpStatus.ACCEPTED)
  void announce(@Body AnnouncementMessage message) {
    directory.announce(message);
  }

  @Get
  Map<String, Object> list() {
    List<Map<String, Object>> data = directory.live().stream().map(WorkerController::view).toList();
    return Map.of("object", "list", "data", data);
  }

  private static Map<String, Object> view(Worker worker) {
    return Map.of(
        "address", worker.address().text(),
        "payout", worker.payout().text(),
        "endpoint", worker.endpoint().toString(),
        "models", worker.models().stream().map(m -> m.name()).toList(),
        "max_concurrent", worker.maxConcurrent(),
        "numerics_class", worker.numericsClass());
  }
}
