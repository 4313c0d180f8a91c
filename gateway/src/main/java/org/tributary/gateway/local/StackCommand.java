package org.tributary.gateway.local;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What the commands on a running stack share: where it is. */
public abstract class StackCommand extends TributaryCommand {

  @Option(
      names = "--home",
      defaultValue = "${env:TRIBUTARY_HOME:-.tributary}",
      description = "The stack's folder (default: ${DEFAULT-VALUE}).")
  private Path home;

  @Override
  protected final int answer() {
    run();
    return 0;
  }

  /** For a command that can do without a stack: the others need one here. */
  protected void run() {
    run(RunningStack.in(home));
  }

  protected abstract void run(RunningStack stack);
}
