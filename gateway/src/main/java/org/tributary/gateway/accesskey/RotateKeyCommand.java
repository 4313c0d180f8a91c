package org.tributary.gateway.accesskey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary keys rotate}. */
@Command(
    name = "rotate",
    description = "Gives an access key a new secret and shows it, once.",
    mixinStandardHelpOptions = true)
final class RotateKeyCommand extends KeyCommand {

  @Parameters(paramLabel = "ID", description = "The key's id, as `keys list` shows it.")
  private String id;

  @Option(
      names = "--grace-seconds",
      description = "How long the present secret may still spend (default: an hour).")
  private @Nullable Long graceSeconds;

  @Override
  protected void run(RunningStack stack) {
    ObjectNode body = RunningStack.JSON.createObjectNode();
    if (graceSeconds != null) {
      body.put("graceSeconds", graceSeconds);
    }
    show(
        stack.send(
            "POST",
            PATH + "/" + id + "/rotate",
            managingKey(stack),
            body.toString(),
            KeyController.NewKeyView.class));
  }
}
