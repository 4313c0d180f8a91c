package org.tributary.inference.bench;

import ai.djl.MalformedModelException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.EngineThreads;
import org.tributary.models.decoder.Precision;
import org.tributary.models.tensor.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary bench inference|image}: the engines beside this machine's limits. */
@Command(
    name = "bench",
    description = "Measure the engines.",
    mixinStandardHelpOptions = true,
    subcommands = {BenchCommand.Inference.class, ImageBenchCommand.class})
public final class BenchCommand {

  /** What can be measured by itself. */
  enum Part {
    STEPS,
    SERVING,
    SOAK
  }

  @Command(
      name = "inference",
      description =
          "Measure steps and prompts of a 100M-parameter Llama beside this machine's read"
              + " bandwidth and matrix products, sixteen mixed streams, and many requests with"
              + " random cancels. Run it on an idle machine: about three minutes.",
      mixinStandardHelpOptions = true)
  static final class Inference implements Callable<Integer> {
    @Option(
        names = "--only",
        split = ",",
        description = "Parts to run, of ${COMPLETION-CANDIDATES} (default: all).")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(names = "--threads", description = "At most (default: ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(names = "--requests", description = "Of the soak (default: ${DEFAULT-VALUE}).")
    private int requests = 10_000;

    @Option(
        names = "--wait",
        description = "How engine threads wait, ${COMPLETION-CANDIDATES} (default: BRIEF).")
    private EngineThreads.Wait wait = EngineThreads.Wait.BRIEF;

    @Option(names = "--model", description = "Of the soak, and the tokenizer (default: brook-7m).")
    private Path model = Path.of("models/brook-7m");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final List<Measured> all = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
      EngineThreads.prepareProcess(threads, wait);
      Path folder = Files.createTempDirectory("bench-model");
      try {
        BenchModel.write(folder, model);
        if (parts.contains(Part.STEPS)) {
          steps(folder);
        }
        if (parts.contains(Part.SERVING)) {
          serving(folder);
        }
        if (parts.contains(Part.SOAK)) {
          soak();
        }
      } finally {
        delete(folder);
      }
      if (json) {
        System.out.println(
            new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(Map.of("threads", threads, "measured", all)));
      }
      return all.stream().anyMatch(m -> Boolean.FALSE.equals(m.kept())) ? 1 : 0;
    }

    private void tell(Measured measured) {
      all.add(measured);
      if (!json) {
        System.out.println(measured.line());
      }
    }

    private void steps(Path folder)
        throws IOException, MalformedModelException, InterruptedException {
      try (MachineLimits machine = new MachineLimits()) {
        for (int t = 1; t <= threads; t++) {
          f32(folder, machine, t);
        }
        double one = bf16(folder, machine);
        rows(folder, one);
        int8(folder);
      }
    }

    /** Rates, and what the machine could do just before and just after: the better of the two. */
    private Measured beside(
        String name, Rate rate, double each, Limit limit, String of, String unit, double least)
        throws InterruptedException {
      double before = limit.measure();
      double measured = rate.measure();
      double best = Math.max(before, limit.measure());
      return Measured.share(
          name,
          measured,
          RATE,
          measured * each / best,
          "%s (%.1f %s)".formatted(of, best / 1e9, unit),
          least);
    }

    private interface Rate {
      double measure();
    }

    private interface Limit {
      double measure() throws InterruptedException;
    }

    private void f32(Path folder, MachineLimits machine, int t)
        throws IOException, MalformedModelException, InterruptedException {
      try (StepBench bench = new StepBench(folder, Precision.F32, ROWS, t)) {
        tell(
            beside(
                "f32, 1 answer, threads " + t,
                () -> 1 / bench.step(1),
                BenchModel.parameters() * 4.0,
                () -> machine.readBytesPerSecond(t),
                "reading",
                "GB/s",
                t == 1 ? 0.8 : 0.65));
        if (t == threads) {
          tell(Measured.plain("f32, 8 answers", 8 / bench.step(8), RATE));
          tell(Measured.plain("f32, prompt of 512", StepBench.PROMPT / bench.prompt(), RATE));
        }
      }
    }

    private double bf16(Path folder, MachineLimits machine)
        throws IOException, MalformedModelException, InterruptedException {
      try (StepBench bench = new StepBench(folder, Precision.BF16, ROWS, threads)) {
        Measured one =
            beside(
                "bf16, 1 answer",
                () -> 1 / bench.step(1),
                BenchModel.parameters() * 2.0,
                () -> machine.readBytesPerSecond(threads),
                "reading",
                "GB/s",
                0.45);
        tell(one);
        double eight = 8 / bench.step(8);
        tell(Measured.share("bf16, 8 answers", eight, RATE, eight / one.value(), "1 answer", 5));
        tell(Measured.plain("bf16, 16 answers", 16 / bench.step(16), RATE));
        tell(
            beside(
                "bf16, prompt of 512",
                () -> StepBench.PROMPT / bench.prompt(),
                2.0 * BenchModel.promptParameters(),
                () -> machine.productsPerSecond(threads, DType.BF16),
                "products",
                "Gflop/s",
                0.5));
        return one.value();
      }
    }

    /** What being exact costs an answer that is alone: here, and where rows must be fixed. */
    private void rows(Path folder, double exact) throws IOException, MalformedModelException {
      try (StepBench bench = new StepBench(folder, Precision.BF16, 0, threads)) {
        double rate = 1 / bench.step(1);
        tell(Measured.plain("bf16, 1 answer, --no-exact", rate, RATE));
        tell(Measured.plain("  exact costs", rate / exact, "times"));
      }
      try (StepBench bench = new StepBench(folder, Precision.BF16, FIXED, threads)) {
        double rate = 1 / bench.step(1);
        tell(Measured.plain("bf16, 1 answer, 8 rows always", rate, RATE));
        tell(Measured.plain("  8 rows always cost", exact / rate, "times"));
      }
    }

    private void int8(Path folder) throws IOException, MalformedModelException {
      try (StepBench bench = new StepBench(folder, Precision.INT8, 0, threads)) {
        tell(Measured.plain("int8, 1 answer", 1 / bench.step(1), RATE));
        tell(Measured.plain("int8, 8 answers", 8 / bench.step(8), RATE));
        tell(Measured.plain("int8, prompt of 512", StepBench.PROMPT / bench.prompt(), RATE));
      }
    }

    private void serving(Path folder) throws IOException, MalformedModelException {
      ServingBench.Result r = ServingBench.run(folder, EngineSettings.DEFAULT);
      tell(Measured.plain("16 streams: a step of all", r.stepMs(), "ms"));
      tell(Measured.plain("  a wait beside prompts, p99", r.p99WaitMs(), "ms"));
      tell(
          Measured.atMost(
              "  the longest wait beside prompts", r.longestWaitMs() / r.stepMs(), "steps", 3));
      tell(Measured.plain("  first model-token, p50", r.firstMs50(), "ms"));
      tell(Measured.plain("  first model-token, p99", r.firstMs99(), "ms"));
    }

    private void soak() throws IOException, MalformedModelException, InterruptedException {
      SoakBench.Result r =
          new SoakBench(requests)
              .run(model, EngineSettings.DEFAULT, i -> System.err.print("\r  request " + i + " "));
      System.err.print("\r                        \r");
      tell(Measured.plain("soak: answers ended", r.ended(), ""));
      tell(Measured.plain("  cancelled", r.cancelled(), ""));
      tell(Measured.plain("  requests per second", requests / r.seconds(), ""));
      tell(Measured.atMost("  failed", r.failed(), "", 0));
      tell(Measured.atMost("  slots lost", r.slotsLost(), "", 0));
      flat("heap", r.heapMiB());
      flat("native memory", r.nativeMiB());
    }

    /** After each fifth of the requests; the first is the warm-up. */
    private void flat(String name, List<Double> mib) {
      for (int part = 0; part < mib.size(); part++) {
        tell(Measured.plain("  %s after part %d".formatted(name, part + 1), mib.get(part), "MiB"));
      }
      double growth = 100 * (mib.getLast() / mib.get(0) - 1);
      tell(Measured.atMost("  %s: growth since part 1".formatted(name), growth, "%", 5));
    }

    private static void delete(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }

    private static final int ROWS = EngineSettings.DEFAULT.rows();
    private static final int FIXED = 8;
    private static final String RATE = "model-tokens/s";
  }
}
