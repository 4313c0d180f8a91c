package org.tributary.gateway.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary status}: which parts run, and where. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show the running stack; the exit code is 0 when every part runs.")
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--home",
      defaultValue = "${env:TRIBUTARY_HOME:-.tributary}",
      description = "The stack's folder (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    StackHome home = new StackHome(folder.toAbsolutePath().normalize());
    StackProcesses processes = StackProcesses.read(home.processesFile());
    Map<String, String> parts = new LinkedHashMap<>();
    processes
        .pids()
        .forEach((part, pid) ->
            parts.put(part, processes.running(part).isPresent() ? "running" : "ended"));
    PrintWriter out = spec.commandLine().getOut();
    boolean up = processes.allAlive();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(Map.of("running", up, "parts", parts)));
    } else if (parts.isEmpty()) {
      out.println("not running: start with `./tributary up`");
    } else {
      int width = parts.keySet().stream().mapToInt(String::length).max().orElse(0);
      parts.forEach((part, state) ->
          out.println("  " + part + " ".repeat(width - part.length() + 1) + state));
      if (up && Files.exists(home.stackFile())) {
        UpCommand.print(StackDescription.read(home.stackFile()), out);
      }
    }
    return up ? 0 : 1;
  }
}
