package org.tributary.gateway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
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

  /** While nothing happens a reader looks less and less often, down to this. */
  private static final Duration SELDOM = Duration.ofMillis(320);

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

  /** A reader's place; it is given back by {@link #stream}'s end, or by closing it unused. */
  public final class Seat implements AutoCloseable {
    private boolean isTaken;

    private void take() {
      isTaken = true;
    }

    @Override
    public void close() {
      if (!isTaken) {
        readers.release();
      }
    }
  }

  /**
   * A place for one more reader.
   *
   * @throws org.tributary.gateway.error.ApiException 503 when there is none
   */
  public Seat seat() {
    if (!readers.tryAcquire()) {
      throw JobRefusals.tooManyReaders();
    }
    return new Seat();
  }

  /**
   * The events of a job from the first to the last, as they happen; a reader that leaves does not
   * stop the job.
   *
   * @param inline whether images that are complete come in base64 too
   */
  public EventStream stream(Seat seat, JobId id, ImageLinks links, boolean inline) {
    EventStream events = new EventStream(config.readerTimeout());
    JobEvents telling = new JobEvents(links, files::get, inline);
    Thread reader =
        Thread.ofVirtual().name("job-reader").unstarted(() -> read(id, telling, events));
    events.onGone(reader::interrupt);
    seat.take();
    reader.start();
    return events;
  }

  private void read(JobId id, JobEvents telling, EventStream events) {
    try {
      tell(id, telling, events);
    } catch (ClientGone | InterruptedException left) {
      LOG.debug("job {}: a reader left", id);
    } catch (RuntimeException e) {
      LOG.warn("job {}: its reader hears no more: {}", id, e.toString());
    } finally {
      events.end();
      readers.release();
    }
  }

  private void tell(JobId id, JobEvents telling, EventStream events)
      throws ClientGone, InterruptedException {
    Duration wait = config.lookEvery();
    @Nullable ImageJob known = null;
    while (known == null || !known.status().isEnd()) {
      Optional<ImageJob> now = jobs.find(id);
      if (now.isEmpty()) {
        events.send(text(JobRefusals.unknownJob().body()));
        break;
      }
      List<Object> told = telling.between(known, now.get());
      for (Object event : told) {
        events.send(text(event));
      }
      known = now.get();
      wait = told.isEmpty() ? wait.multipliedBy(2) : config.lookEvery();
      if (!known.status().isEnd()) {
        Thread.sleep(wait.compareTo(SELDOM) < 0 ? wait : SELDOM);
      }
    }
    events.send(DONE);
  }

  /** The job when it has ended; empty where it was deleted before. */
  public Optional<ImageJob> awaitEnd(JobId id) throws InterruptedException {
    while (true) {
      try {
        Optional<ImageJob> job = jobs.find(id);
        if (job.isEmpty() || job.get().status().isEnd()) {
          return job;
        }
      } catch (RuntimeException redisAway) {
        // The job goes on, and is paid for: who waits for it is not sent away.
        LOG.warn("job {}: {}", id, redisAway.toString());
      }
      Thread.sleep(config.lookEvery());
    }
  }

  private String text(Object event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
