package org.tributary.gateway.accesskey;

import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;

/** {@code tributary keys list}. */
@Command(
    name = "list",
    description = "Lists the account's access keys; revoked ones for a day more.",
    mixinStandardHelpOptions = true)
final class ListKeysCommand extends KeyCommand {

  @Override
  protected void run(RunningStack stack) {
    KeyController.KeyList keys =
        stack.send("GET", PATH, managingKey(stack), null, KeyController.KeyList.class);
    if (isJson()) {
      print(keys);
    } else {
      show(keys.keys());
    }
  }
}
