package org.tributary.gateway.accesskey;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary keys}: the access keys of an account on the running stack. */
@Command(
    name = "keys",
    description = "Lists, makes, limits, rotates and revokes an account's access keys.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListKeysCommand.class,
      CreateKeyCommand.class,
      LimitKeyCommand.class,
      RotateKeyCommand.class,
      RevokeKeyCommand.class
    })
public final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do with keys: list, create, limit, rotate or revoke");
  }
}
