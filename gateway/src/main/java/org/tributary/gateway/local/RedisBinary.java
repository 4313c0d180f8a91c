package org.tributary.gateway.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import redis.embedded.Redis;

/**
 * The Redis server to run: the system's own, or else the one that the embedded-redis jar carries.
 */
final class RedisBinary {

  private static final String NAME = "redis-server";

  private RedisBinary() {}

  /** A carried binary is unpacked into {@code cache}, once. */
  static Path locate(Path cache) throws IOException {
    Optional<Path> installed = onPath();
    return installed.isPresent() ? installed.get() : unpack(carried(), cache);
  }

  private static Optional<Path> onPath() {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : Stream.of(path.split(File.pathSeparator))
            .filter(folder -> !folder.isBlank())
            .map(folder -> Path.of(folder, NAME))
            .filter(Files::isExecutable)
            .findFirst();
  }

  private static Path unpack(String resource, Path cache) throws IOException {
    Path binary = cache.resolve(resource);
    if (Files.isExecutable(binary)) {
      return binary;
    }
    Files.createDirectories(cache);
    // Moved into place whole, since another process may be unpacking it as well.
    Path whole =
        Files.createTempFile(
            cache,
            NAME,
            null,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (InputStream in = Redis.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IOException("no Redis for this machine: install redis-server and try again");
      }
      Files.copy(in, whole, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("rwx------"));
    return Files.move(whole, binary, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String carried() {
    boolean mac = property("os.name").contains("mac");
    boolean arm = property("os.arch").contains("aarch64") || property("os.arch").contains("arm64");
    if (mac) {
      return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
    }
    return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
  }

  private static String property(String name) {
    return System.getProperty(name, "").toLowerCase(Locale.ROOT);
  }
}
