package org.tributary.gateway.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.gateway.error.ApiException;

/** Images on disk: found by their hash, gone when they are old, and not without end. */
class ImageFilesTest {
  private static final byte[] IMAGE = {1, 2, 3};
  @TempDir private Path folder;

  @Test
  void whatIsKept_isFoundUntilDeleted() {
    ImageFiles files = files(Clock.systemUTC());
    FileName name = files.put(IMAGE);

    assertEquals(FileName.of(IMAGE), name);
    assertArrayEquals(IMAGE, files.get(name).orElseThrow());
    assertEquals(name, files.put(IMAGE));
    files.delete(name);
    files.delete(name);
    assertTrue(files.get(name).isEmpty());
  }

  @Test
  void old_isSweptAway() {
    ImageFiles files = files(Clock.systemUTC());
    FileName name = files.put(IMAGE);
    files.sweep();
    assertTrue(files.get(name).isPresent());

    Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(2)), ZoneOffset.UTC);
    files(later).sweep();
    assertTrue(files.get(name).isEmpty());
  }

  @Test
  void fullStore_beginsNoJob_untilItIsSwept() {
    ImageFiles files = files(Clock.systemUTC());
    files.requireRoom();
    FileName first = files.put(new byte[600]);
    files.put(new byte[700]);
    ApiException full = assertThrows(ApiException.class, files::requireRoom);
    assertEquals("image_store_full", full.body().error().code());

    files.delete(first);
    files.sweep();
    files.requireRoom();
  }

  private ImageFiles files(Clock clock) {
    return new ImageFiles(
        new JobConfig(
            folder,
            Duration.ofHours(1),
            10,
            1_000,
            Duration.ofMillis(10),
            Duration.ofSeconds(5),
            10,
            Duration.ofSeconds(5)),
        clock);
  }
}
