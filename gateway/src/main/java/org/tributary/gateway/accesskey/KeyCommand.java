package org.tributary.gateway.accesskey;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackCommand;
import picocli.CommandLine.Option;

/** What the commands about access keys share: whose keys they are, and how they are shown. */
abstract class KeyCommand extends StackCommand {
  static final String PATH = "/v1/accounts/me/keys";

  @Option(
      names = "--access-key",
      description =
          "A key that manages the account's keys (default: TRIBUTARY_ACCESS_KEY, or else the"
              + " development account's). Other users may see a command's options: prefer the"
              + " variable.")
  private @Nullable String accessKey;

  final String managingKey(RunningStack stack) {
    if (accessKey != null) {
      return accessKey;
    }
    String given = System.getenv("TRIBUTARY_ACCESS_KEY");
    return given == null || given.isBlank() ? stack.accessKey() : given.strip();
  }

  final void show(KeyController.NewKeyView made) {
    if (isJson()) {
      print(made);
      return;
    }
    out().println("  " + made.accessKey());
    out().println("Keep it now: it is not shown again.");
    show(List.of(made.key()));
  }

  final void show(KeyView key) {
    if (isJson()) {
      print(key);
    } else {
      show(List.of(key));
    }
  }

  final void show(List<KeyView> keys) {
    out().printf("%-16s  %-8s  %-20s  %12s  %s%n", "ID", "STATUS", "NAME", "SPENT", "MAY");
    for (KeyView key : keys) {
      out()
          .printf(
              "%-16s  %-8s  %-20s  %12s  %s%n",
              key.id(), key.status(), key.name(), key.spent(), rights(key));
    }
  }

  private static String rights(KeyView key) {
    if (key.manages()) {
      return "spend and manage keys";
    }
    String limits =
        Stream.of(
                limit("budget", key.budget()),
                limit("a day", key.dailyBudget()),
                limit("requests/min", key.requestsPerMinute()),
                limit("model-tokens/min", key.modelTokensPerMinute()),
                limit("until", key.expiresAt()),
                limit("models", key.models()))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return limits.isEmpty() ? "spend" : "spend: " + limits;
  }

  private static @Nullable String limit(String what, @Nullable Object value) {
    return value == null ? null : what + " " + value;
  }
}
