package org.tributary.gateway.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tributary.contracts.chain.ChainException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands share: answers for people or programs, and failures in one line. */
public abstract class TributaryCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON with exact amounts, in base units.")
  private boolean json;

  @Override
  public final Integer call() {
    try {
      return answer();
    } catch (StackFailure | ChainException failure) {
      warn(String.valueOf(failure.getMessage()));
      return FAILED;
    }
  }

  /** The exit code; 1 is for failures. */
  protected abstract int answer();

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

  /** What is worth a second look, apart from the answer. */
  protected final void warn(String what) {
    err().println(spec.name() + ": " + what);
  }

  /** As JSON, or else the line. */
  protected final void print(Object value, String line) {
    if (json) {
      print(value);
    } else {
      out().println(line);
    }
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
