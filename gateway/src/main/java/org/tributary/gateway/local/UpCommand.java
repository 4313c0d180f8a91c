package org.tributary.gateway.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary up}: starts the whole stack on this machine. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Start Redis, a development chain, a worker for each model and the gateway with its pages.")
public final class UpCommand implements Callable<Integer> {
  /** What a fresh start forgets; tools, converted models and training stay. */
  private static final List<String> STATE =
      List.of(
          "redis",
          "chain",
          "logs",
          "keys",
          "deployment.json",
          "stack.json",
          "processes.json",
          "public",
          "images");

  @Spec private CommandSpec spec;

  @ArgGroup(validate = false, heading = "%nParts and ports:%n")
  private StackOptions options = new StackOptions();

  @Option(names = "--detach", description = "Return once it runs, instead of waiting for Ctrl-C.")
  private boolean detach;

  @Option(names = "--fresh", description = "Forget all accounts, charges and the chain first.")
  private boolean fresh;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    StackHome home = options.home();
    Files.createDirectories(home.root());
    StackProcesses processes = StackProcesses.read(home.processesFile());
    if (processes.allAlive() && Files.exists(home.stackFile())) {
      if (fresh) {
        throw new StackFailure("the stack is running: end it with `./tributary down` first");
      }
      out.println("already running");
      print(StackDescription.read(home.stackFile()), out);
      return 0;
    }
    processes.stopAll();
    if (fresh) {
      forget(home);
    }
    start(processes, out);
    return 0;
  }

  private void start(StackProcesses processes, PrintWriter out)
      throws IOException, InterruptedException {
    Thread stopper = new Thread(() -> stop(processes, out));
    Runtime.getRuntime().addShutdownHook(stopper);
    out.println("starting Tributary");
    long began = System.nanoTime();
    StackDescription stack = new LocalStack(options, processes, out).start();
    out.printf("ready in %.1f s%n", (System.nanoTime() - began) / 1e9);
    print(stack, out);
    if (detach) {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } else {
      out.println("Ctrl-C stops it.");
      out.flush();
      // `down` ends the parts and cannot end this process, which has nothing left to do then.
      processes.awaitEnd();
      Runtime.getRuntime().removeShutdownHook(stopper);
      out.println("stopped");
      out.flush();
    }
  }

  private void stop(StackProcesses processes, PrintWriter out) {
    try {
      if (!processes.alive().isEmpty()) {
        out.println("stopping");
        out.flush();
      }
      processes.stopAll();
      Files.deleteIfExists(options.home().stackFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void print(StackDescription stack, PrintWriter out) {
    out.println();
    out.println("  Chat          " + stack.webapp());
    out.println("  API base URL  " + stack.gateway() + "/v1");
    out.println("  Access key    " + stack.accessKey());
    out.println();
    out.flush();
  }

  private static void forget(StackHome home) throws IOException {
    for (String name : STATE) {
      Path path = home.root().resolve(name);
      if (Files.exists(path)) {
        try (Stream<Path> tree = Files.walk(path)) {
          for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
    }
  }
}
