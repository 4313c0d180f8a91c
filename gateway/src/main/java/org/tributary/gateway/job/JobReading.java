package org.tributary.gateway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.gateway.client.ClientGone;
import org.tributary.gateway.client.EventStream;

/** Watches jobs for their readers, whichever gateway runs them. */
@Singleton
public final class JobReading {
  private static final Logger LOG = LoggerFactory.getLogger(JobReading.class);
  private static final String DONE = "[DONE]";

  private final ImageJobs jobs;
  private final ImageFiles files;
  private final JobConfig config;
  private final ObjectMapper json;
  private final Semaphore readers;

  JobReading(ImageJobs jobs, ImageFiles files, JobConfig config, ObjectMapper json) {
    this.jobs = jobs;
    this.files = files;
    this.config = config;
    this.json = json;
    this.readers = new Semaphore(config.maxReaders());
  }

  /**
   * The events of a job from the first to the last, as they happen; a reader that leaves does not
   * stop the job.
   *
   * @param inline whether images that are complete come in base64 too
   */
  public EventStream stream(JobId id, ImageLinks links, boolean inline) {
    if (!readers.tryAcquire()) {
      throw JobRefusals.tooManyReaders();
    }
    EventStream events = new EventStream(config.readerTimeout());
    JobEvents telling = new JobEvents(links, files::get, inline);
    Thread.ofVirtual()
        .name("job-reader")
        .start(() -> {
          try {
            tell(id, telling, events);
          } catch (ClientGone left) {
            LOG.debug("job {}: a reader left", id);
          } catch (RuntimeException e) {
            LOG.warn("job {}: its reader hears no more: {}", id, e.toString());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            events.end();
            readers.release();
          }
        });
    return events;
  }

  private void tell(JobId id, JobEvents telling, EventStream events)
      throws ClientGone, InterruptedException {
    @Nullable ImageJob known = null;
    while (known == null || !known.status().isEnd()) {
      Optional<ImageJob> now = jobs.find(id);
      if (now.isEmpty()) {
        events.send(text(JobRefusals.unknownJob().body()));
        break;
      }
      for (Object event : telling.between(known, now.get())) {
        events.send(text(event));
      }
      known = now.get();
      if (!known.status().isEnd()) {
        Thread.sleep(config.lookEvery());
      }
    }
    events.send(DONE);
  }

  /** The job when it has ended; empty where it was deleted before. */
  public Optional<ImageJob> awaitEnd(JobId id) throws InterruptedException {
    Optional<ImageJob> job = jobs.find(id);
    while (job.isPresent() && !job.get().status().isEnd()) {
      Thread.sleep(config.lookEvery());
      job = jobs.find(id);
    }
    return job;
  }

  private String text(Object event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
