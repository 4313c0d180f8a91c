package org.tributary.gateway.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes that this stack started, remembered in a file, so that only they are ever ended.
 */
final class StackProcesses {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long STOP_SECONDS = 15;
  private final Path file;
  private final Map<String, Started> started;

  /** A process by pid and start time: a pid alone may have gone to somebody else's process. */
  record Started(long pid, long startedAtMs) {
    Optional<ProcessHandle> handle() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(h -> startOf(h) == startedAtMs)
          .filter(h -> !isZombie(h));
    }

    /**
     * Killed but not yet reaped: Java takes it for alive. Elsewhere than on Linux it cannot tell.
     */
    private static boolean isZombie(ProcessHandle handle) {
      try {
        String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
        return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
      } catch (IOException e) {
        return false;
      }
    }
  }

  private StackProcesses(Path file, Map<String, Started> started) {
    this.file = file;
    this.started = started;
  }

  static StackProcesses read(Path file) throws IOException {
    return new StackProcesses(
        file,
        Files.exists(file)
            ? JSON.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, Started>>() {})
            : new LinkedHashMap<>());
  }

  private static long startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }

  void add(String part, ProcessHandle handle) throws IOException {
    started.put(part, new Started(handle.pid(), startOf(handle)));
    JSON.writeValue(file.toFile(), started);
  }

  /** Runs {@code command} apart from this terminal, its output in {@code log}. */
  Process start(String part, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    Files.createDirectories(log.getParent());
    List<String> apart = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      apart.add("/usr/bin/setsid");
    }
    apart.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(apart);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process = builder.start();
    add(part, process.toHandle());
    return process;
  }

  /** A command that runs {@code main} by this Java, with this bound of its heap. */
  static List<String> java(String heap, String classpath, String main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=4",
                heap,
                "-cp",
                classpath,
                main));
    command.addAll(List.of(arguments));
    return command;
  }

  Optional<ProcessHandle> running(String part) {
    return Optional.ofNullable(started.get(part)).flatMap(Started::handle);
  }

  Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    started.forEach((part, process) -> pids.put(part, process.pid));
    return pids;
  }

  /** Parts that were started and still run. */
  List<String> alive() {
    return started.keySet().stream().filter(part -> running(part).isPresent()).toList();
  }

  boolean allAlive() {
    return !started.isEmpty() && alive().size() == started.size();
  }

  /** Waits until every part has ended, whoever ended it. */
  void awaitEnd() {
    started.keySet().stream()
        .flatMap(part -> running(part).stream())
        .forEach(part -> part.onExit().join());
  }

  /** Ends every part, the last started first, and waits for each. */
  void stopAll() throws IOException {
    for (String part : new ArrayList<>(started.keySet()).reversed()) {
      running(part).ifPresent(StackProcesses::stop);
    }
    // Meanwhile the file may tell of parts that somebody else has started.
    if (read(file).started.equals(started)) {
      Files.deleteIfExists(file);
    }
    started.clear();
  }

  private static void stop(ProcessHandle handle) {
    handle.destroy();
    try {
      handle.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      handle.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
