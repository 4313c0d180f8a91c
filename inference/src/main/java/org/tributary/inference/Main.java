package org.tributary.inference;

import org.tributary.inference.bench.BenchCommand;
import org.tributary.inference.training.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this module: training a model and running a worker. */
@Command(
    name = "tributary",
    mixinStandardHelpOptions = true,
    subcommands = {TrainCommand.class, WorkerCommand.class, BenchCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return CommandErrors.install(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true));
  }
}
