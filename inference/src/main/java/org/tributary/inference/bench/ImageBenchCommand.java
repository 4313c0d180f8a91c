package org.tributary.inference.bench;

import ai.djl.MalformedModelException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tributary.inference.engine.EngineThreads;
import org.tributary.inference.image.ImageEngine;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.tensor.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary bench image}: drawing beside this machine's limits. */
@Command(
    name = "image",
    description =
        "Measure an image of 20 guided steps, four at once, and the first preview, beside this"
            + " machine's matrix products. Run it on an idle machine: about half a minute.",
    mixinStandardHelpOptions = true)
final class ImageBenchCommand implements Callable<Integer> {
  private static final double MOST_SECONDS = 1.2;
  private static final double MOST_FOR_FOUR = 3.3;
  private static final double MOST_FOR_PREVIEW = 0.4;

  @Option(names = "--model", required = true, description = "Folder of an image model.")
  private Path model = Path.of("");

  @Option(names = "--threads", description = "Engine threads (default: ${DEFAULT-VALUE}).")
  private int threads = 2;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final List<Measured> all = new ArrayList<>();

  @Override
  public Integer call() throws IOException, MalformedModelException, InterruptedException {
    EngineThreads.prepareProcess(threads, EngineThreads.Wait.BRIEF);
    try (MachineLimits machine = new MachineLimits();
        ImageBench bench = new ImageBench(model, ImageEngine.Settings.DEFAULT)) {
      double before = machine.productsPerSecond(threads, DType.BF16);
      ImageBench.Time one = bench.images(1);
      ImageBench.Time four = bench.images(4);
      double best = Math.max(before, machine.productsPerSecond(threads, DType.BF16));
      tell(Measured.atMost("one image, 20 guided steps", one.whole(), "s", MOST_SECONDS));
      tell(Measured.atMost("  its first preview", one.preview(), "s", MOST_FOR_PREVIEW));
      tell(
          Measured.atMost(
              "four images at once", four.whole() / one.whole(), "times", MOST_FOR_FOUR));
      double work = ImageBench.operations(DiffusionConfig.read(model)) * ImageBench.STEPS;
      share("one image", work / one.whole(), best);
      share("four images", 4 * work / four.whole(), best);
    }
    if (json) {
      System.out.println(
          new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(Map.of("threads", threads, "measured", all)));
    }
    return all.stream().anyMatch(m -> Boolean.FALSE.equals(m.kept())) ? 1 : 0;
  }

  private void share(String name, double rate, double best) {
    tell(
        new Measured(
            name + ": products",
            rate / 1e9,
            "Gflop/s",
            rate / best,
            "products (%.1f Gflop/s)".formatted(best / 1e9),
            null,
            null));
  }

  private void tell(Measured measured) {
    all.add(measured);
    if (!json) {
      System.out.println(measured.line());
    }
  }
}
