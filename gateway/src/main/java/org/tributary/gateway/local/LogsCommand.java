package org.tributary.gateway.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary logs}: the end of each part's log. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Show the end of the logs, of one part or of all.")
public final class LogsCommand implements Callable<Integer> {
  private static final String REDIS = "redis";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PART",
      description =
          "gateway, chain, redis, or worker for all of them, worker-<model> for one (default: all).")
  private @Nullable String part;

  @Option(names = "--lines", defaultValue = "40", description = "Default: ${DEFAULT-VALUE}.")
  private int lines;

  @Option(
      names = "--home",
      defaultValue = "${env:TRIBUTARY_HOME:-.tributary}",
      description = "The stack's folder (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    Map<String, Path> logs = logs(new StackHome(folder.toAbsolutePath().normalize()));
    List<String> chosen = logs.keySet().stream().filter(this::isChosen).toList();
    if (part != null && chosen.isEmpty()) {
      throw new StackFailure(
          "no part called " + part + " has a log: one of " + String.join(", ", logs.keySet()));
    }
    PrintWriter out = spec.commandLine().getOut();
    for (String each : chosen) {
      out.println("== " + each);
      List<String> all = Files.readAllLines(logs.get(each));
      all.subList(Math.max(0, all.size() - lines), all.size()).forEach(out::println);
    }
    return 0;
  }

  private boolean isChosen(String name) {
    return part == null || name.equals(part) || name.startsWith(part + "-");
  }

  /** By part, whatever has ever run here. */
  private static Map<String, Path> logs(StackHome home) throws IOException {
    Map<String, Path> logs = new TreeMap<>();
    if (Files.isDirectory(home.logs())) {
      try (Stream<Path> files = Files.list(home.logs())) {
        files.forEach(file -> logs.put(file.getFileName().toString().replace(".log", ""), file));
      }
    }
    Path redis = home.redis().resolve("redis.log");
    if (Files.exists(redis)) {
      logs.put(REDIS, redis);
    }
    return logs;
  }
}
