package org.tributary.gateway.accesskey;

import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tributary keys revoke}. */
@Command(
    name = "revoke",
    description = "Ends an access key at once.",
    mixinStandardHelpOptions = true)
final class RevokeKeyCommand extends KeyCommand {

  @Parameters(paramLabel = "ID", description = "The key's id, as `keys list` shows it.")
  private String id;

  @Override
  protected void run(RunningStack stack) {
    show(stack.send("DELETE", PATH + "/" + id, managingKey(stack), null, KeyView.class));
  }
}
