package org.tributary.gateway.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary down}: ends what {@code up} started, and nothing else. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stop the running stack. Its state stays for the next `up`.")
public final class DownCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--home",
      defaultValue = "${env:TRIBUTARY_HOME:-.tributary}",
      description = "The stack's folder (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    StackHome home = new StackHome(folder.toAbsolutePath().normalize());
    StackProcesses processes = StackProcesses.read(home.processesFile());
    List<String> alive = processes.alive();
    processes.stopAll();
    Files.deleteIfExists(home.stackFile());
    spec.commandLine()
        .getOut()
        .println(alive.isEmpty() ? "nothing was running" : "stopped " + String.join(", ", alive));
    return 0;
  }
}
