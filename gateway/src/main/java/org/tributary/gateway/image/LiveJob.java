package org.tributary.gateway.image;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.tributary.gateway.job.FileName;
import org.tributary.gateway.job.ImageJob;
import org.tributary.gateway.job.JobId;
import org.tributary.gateway.job.JobImage;

/**
 * A job while it runs here: its images' relays change it, and one thread stores what changed. An
 * image counts as complete when the job that names it is stored, and not before: nobody is charged
 * for what nobody can find.
 */
final class LiveJob {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ImageJob begun;
  private final ImageMeter meter;
  private final List<JobImage> images;
  private boolean changed;
  private int open;

  LiveJob(ImageJob begun, ImageMeter meter) {
    this.begun = begun;
    this.meter = meter;
    this.images = new ArrayList<>(begun.images());
    this.open = images.size();
  }

  JobId id() {
    return begun.id();
  }

  ImageMeter meter() {
    return meter;
  }

  /** Notes that {@code job} is stored. */
  void stored(ImageJob job) {
    for (JobImage image : job.images()) {
      FileName file = image.file();
      if (file != null) {
        meter.complete(image.index(), file);
      }
    }
  }

  void change(int image, UnaryOperator<JobImage> how) {
    lock.lock();
    try {
      images.set(image, how.apply(images.get(image)));
      changed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more happens to one of the images. */
  void close() {
    lock.lock();
    try {
      open--;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for news, at most so long; false when nothing more happens. */
  boolean await(long ms) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(ms);
      while (!changed && open > 0 && left > 0) {
        left = news.awaitNanos(left);
      }
      changed = false;
      return open > 0;
    } finally {
      lock.unlock();
    }
  }

  ImageJob now() {
    lock.lock();
    try {
      return begun.with(images);
    } finally {
      lock.unlock();
    }
  }
}
