package org.tributary.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary bench}: measures the running stack. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure the running stack, or the payments or an epoch alone.",
    subcommands = {BenchCommand.Chat.class, PaymentsCommand.class, EpochsCommand.class})
public final class BenchCommand {

  @Command(
      name = "chat",
      mixinStandardHelpOptions = true,
      description =
          "Time to the first model-token and model-tokens a second, through the gateway and"
              + " straight from the worker, in the same run.")
  static final class Chat implements Callable<Integer> {
    private static final double MAX_FIRST_MS = 50;
    private static final double MIN_RATE = 350;

    @Spec private CommandSpec spec;

    @Option(
        names = "--home",
        defaultValue = "${env:TRIBUTARY_HOME:-.tributary}",
        description = "The stack's folder (default: ${DEFAULT-VALUE}).")
    private Path home;

    @Option(names = "--rounds", defaultValue = "15", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path file = home.resolve("stack.json");
      if (!Files.exists(file)) {
        spec.commandLine().getErr().println("bench: no stack is running: `./tributary up` first");
        return 1;
      }
      JsonNode stack = new ObjectMapper().readTree(file.toFile());
      String accessKey = stack.path("accessKey").asText();
      Optional<ChatWorker> chat = ChatWorker.of(stack);
      if (chat.isEmpty()) {
        spec.commandLine().getErr().println("bench: the stack serves no chat model");
        return 1;
      }
      String model = chat.get().model();
      ChatBench gateway =
          new ChatBench(URI.create(stack.path("gateway").asText()), accessKey, model);
      ChatBench worker = new ChatBench(chat.get().server(), accessKey, model);
      Map<String, ChatBench.Result> results = measure(gateway, worker);
      long memory = StackMemory.residentKib(stack.path("pids"));
      if (json) {
        spec.commandLine()
            .getOut()
            .println(
                new ObjectMapper()
                    .writeValueAsString(Map.of("chat", results, "residentKib", memory)));
      } else {
        print(results, memory);
      }
      ChatBench.Result measured = results.get("gateway");
      return measured != null
              && measured.firstMs() <= MAX_FIRST_MS
              && measured.perSecond() >= MIN_RATE
          ? 0
          : 2;
    }

    /** Rounds alternate between the two, so that a noisy moment strikes both. */
    private Map<String, ChatBench.Result> measure(ChatBench gateway, ChatBench worker)
        throws IOException, InterruptedException {
      for (int i = 0; i < 3; i++) {
        gateway.round();
        worker.round();
      }
      gateway.reset();
      worker.reset();
      for (int i = 0; i < rounds; i++) {
        gateway.round();
        worker.round();
      }
      Map<String, ChatBench.Result> results = new LinkedHashMap<>();
      results.put("gateway", gateway.result());
      results.put("worker", worker.result());
      return results;
    }

    private void print(Map<String, ChatBench.Result> results, long memoryKib) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%-10s %22s %22s%n", "", "first model-token, ms", "model-tokens/s");
      results.forEach((name, r) ->
          out.printf(
              "%-10s %9.1f (p95 %7.1f) %9.0f (worst %5.0f)%n",
              name, r.firstMs(), r.firstMsP95(), r.perSecond(), r.perSecondWorst()));
      out.printf("%-10s %20s %22s%n", "limit", "<= " + MAX_FIRST_MS, ">= " + MIN_RATE);
      out.printf(
          "gateway keeps %.0f %% of the worker's rate; medians of %d rounds%n",
          100
              * results.getOrDefault("gateway", ChatBench.Result.NONE).perSecond()
              / results.getOrDefault("worker", ChatBench.Result.NONE).perSecond(),
          rounds);
      out.printf("resident memory of the stack: %,d MiB (limit 2,048)%n", memoryKib / 1024);
    }
  }
}
