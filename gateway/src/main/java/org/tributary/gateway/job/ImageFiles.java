package org.tributary.gateway.job;

import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images in a folder, each under the SHA-256 of its bytes. They are not in Redis: that keeps money,
 * on disk before it answers, and pictures would crowd it out.
 */
@Singleton
public final class ImageFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ImageFiles.class);
  private static final String ENDING = ".png";

  private final JobConfig config;
  private final Clock clock;
  private final AtomicLong stored = new AtomicLong();

  ImageFiles(JobConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Keeps {@code image}; it is on disk when this returns. */
  public FileName put(byte[] image) {
    return put(FileName.of(image), image);
  }

  /**
   * Keeps what an image of {@code job} looks like so far, under a name that is this job's alone.
   */
  public FileName putPreview(JobId job, byte[] image) {
    byte[] id = job.text().getBytes(StandardCharsets.US_ASCII);
    byte[] both = Arrays.copyOf(id, id.length + image.length);
    System.arraycopy(image, 0, both, id.length, image.length);
    return put(FileName.of(both), image);
  }

  private FileName put(FileName name, byte[] image) {
    Path file = path(name);
    try {
      Files.createDirectories(file.getParent());
      Path part = Files.createTempFile(file.getParent(), "part", null);
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(image);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      stored.addAndGet(image.length);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty where it is not kept, or not any more. */
  public Optional<byte[]> get(FileName name) {
    try {
      return Optional.of(Files.readAllBytes(path(name)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void delete(FileName name) {
    try {
      Files.deleteIfExists(path(name));
    } catch (IOException e) {
      // What is left goes when it expires.
      LOG.warn("image {} could not be deleted: {}", name.hex(), e.toString());
    }
  }

  /**
   * @throws org.tributary.gateway.error.ApiException 503 when there is no room for more
   */
  public void requireRoom() {
    if (stored.get() >= config.maxStoreBytes()) {
      throw JobRefusals.storeFull();
    }
  }

  /** Forgets what has expired, and counts what is left. */
  @Scheduled(fixedDelay = "10m", initialDelay = "1s")
  void sweep() {
    Instant oldest = clock.instant().minus(config.keepFor());
    long bytes = 0;
    if (Files.isDirectory(config.folder())) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(config.folder())) {
        for (Path folder : folders) {
          bytes += Files.isDirectory(folder) ? sweep(folder, oldest) : 0;
        }
      } catch (IOException e) {
        LOG.warn("the images in {} could not be swept: {}", config.folder(), e.toString());
        return;
      }
    }
    stored.set(bytes);
  }

  private static long sweep(Path folder, Instant oldest) throws IOException {
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        } else {
          bytes += Files.size(file);
        }
      }
    } catch (NoSuchFileException deletedMeanwhile) {
      return bytes;
    }
    return bytes;
  }

  private Path path(FileName name) {
    return config.folder().resolve(name.hex().substring(0, 2)).resolve(name.hex() + ENDING);
  }
}
