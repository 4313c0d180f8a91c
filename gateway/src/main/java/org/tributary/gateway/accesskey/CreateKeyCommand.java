package org.tributary.gateway.accesskey;

import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code tributary keys create}. */
@Command(
    name = "create",
    description = "Makes an access key and shows it, once.",
    mixinStandardHelpOptions = true)
final class CreateKeyCommand extends KeyCommand {

  @ArgGroup(validate = false, heading = "%nName and limits:%n")
  private LimitOptions limits = new LimitOptions();

  @Override
  protected void run(RunningStack stack) {
    show(
        stack.send(
            "POST", PATH, managingKey(stack), limits.body(), KeyController.NewKeyView.class));
  }
}
