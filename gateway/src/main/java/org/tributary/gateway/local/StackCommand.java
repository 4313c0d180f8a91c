package org.tributary.gateway.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.contracts.chain.ChainException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands on a running stack share: where it is, and answers for people or programs. */
public abstract class StackCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--home",
      defaultValue = "${env:TRIBUTARY_HOME:-.tributary}",
      description = "The stack's folder (default: ${DEFAULT-VALUE}).")
  private Path home;

  @Option(names = "--json", description = "Print JSON with exact amounts.")
  private boolean json;

  @Override
  public final Integer call() {
    try {
      run();
      return 0;
    } catch (StackFailure | ChainException failure) {
      spec.commandLine().getErr().println(spec.name() + ": " + failure.getMessage());
      return FAILED;
    }
  }

  /** For a command that can do without a stack: the others need one here. */
  protected void run() {
    run(RunningStack.in(home));
  }

  protected abstract void run(RunningStack stack);

  protected final boolean isJson() {
    return json;
  }

  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** For what is not the answer itself. */
  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  protected final void print(Object value) {
    try {
      out()
          .println(
              RunningStack.JSON
                  .writer(SerializationFeature.INDENT_OUTPUT)
                  .without(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                  .writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is always JSON", e);
    }
  }
}
