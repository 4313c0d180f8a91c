package org.tributary.gateway.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
  private static final List<String> PARTS = List.of("gateway", "worker", "chain", "redis");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PART",
      description = "gateway, worker, chain or redis (default: all).")
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
    if (part != null && !PARTS.contains(part)) {
      throw new StackFailure("no part is called " + part + ": one of " + String.join(", ", PARTS));
    }
    StackHome home = new StackHome(folder.toAbsolutePath().normalize());
    PrintWriter out = spec.commandLine().getOut();
    for (String each : part == null ? PARTS : List.of(part)) {
      Path log = each.equals("redis") ? home.redis().resolve("redis.log") : home.log(each);
      if (Files.exists(log)) {
        out.println("== " + each);
        List<String> all = Files.readAllLines(log);
        all.subList(Math.max(0, all.size() - lines), all.size()).forEach(out::println);
      }
    }
    return 0;
  }
}
