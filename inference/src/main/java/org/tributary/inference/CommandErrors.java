package org.tributary.inference;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a command says when it cannot do what it was asked: one line, and no stack trace. */
final class CommandErrors {
  /** Set to see where an error came from. */
  private static final String TRACE = "TRIBUTARY_TRACE";

  private CommandErrors() {}

  static CommandLine install(CommandLine line) {
    return line.setParameterExceptionHandler(CommandErrors::wrongUse)
        .setExecutionExceptionHandler(CommandErrors::failed);
  }

  private static int wrongUse(ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("tributary: " + firstLine(e));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine line, @Nullable ParseResult parsed) {
    line.getErr().println("tributary: " + message(e));
    if (System.getenv(TRACE) != null) {
      e.printStackTrace(line.getErr());
    }
    return ExitCode.SOFTWARE;
  }

  private static String message(Exception e) {
    return switch (e) {
      case NoSuchFileException absent -> "there is no file " + absent.getFile();
      case FileSystemException file ->
          file.getReason() == null
              ? file.getClass().getSimpleName() + ": " + file.getFile()
              : file.getFile() + ": " + file.getReason();
      default -> firstLine(e);
    };
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName() + " (set " + TRACE + "=1 to see where)"
        : message.lines().findFirst().orElse(message);
  }
}
