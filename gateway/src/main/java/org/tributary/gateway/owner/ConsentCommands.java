package org.tributary.gateway.owner;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary asset consent}: who may derive from an asset, and for what. */
@Command(
    name = "consent",
    description = "Says who may derive from an asset; asks closed assets' owners, and answers.",
    mixinStandardHelpOptions = true,
    subcommands = {SetConsent.class, RequestConsent.class, ListConsents.class, SignConsent.class})
final class ConsentCommands implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do: set, request, list or sign");
  }
}
