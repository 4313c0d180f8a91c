package org.tributary.gateway.accesskey;

import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tributary keys limit}. */
@Command(
    name = "limit",
    description = "Changes what an access key is called and may do; what is not given stays.",
    mixinStandardHelpOptions = true)
final class LimitKeyCommand extends KeyCommand {

  @Parameters(paramLabel = "ID", description = "The key's id, as `keys list` shows it.")
  private String id;

  @ArgGroup(validate = false, heading = "%nName and limits:%n")
  private LimitOptions limits = new LimitOptions();

  @Override
  protected void run(RunningStack stack) {
    show(stack.send("PATCH", PATH + "/" + id, managingKey(stack), limits.body(), KeyView.class));
  }
}
