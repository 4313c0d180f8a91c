package org.tributary.inference;

import ai.djl.MalformedModelException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.EngineThreads;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.engine.ModelEngine;
import org.tributary.inference.http.LoadedModel;
import org.tributary.inference.http.WorkerServer;
import org.tributary.inference.image.ImageEngine;
import org.tributary.inference.registration.Announcer;
import org.tributary.inference.registration.RegisteredContent;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.manifest.ModelManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary worker serve}: one model behind one HTTP server, until a signal ends it. */
@Command(
    name = "serve",
    description = "Serve a Hugging Face folder over HTTP; with --gateway, announce it there.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Duration HEARTBEAT = Duration.ofSeconds(3);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "config.json, tokenizer.json, *.safetensors.")
  private Path folder;

  @Option(names = "--port", description = "0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port = 8501;

  @Option(names = "--host", description = "Address to bind (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(names = "--model", description = "Name to serve it by (default: the manifest's).")
  private @Nullable String name;

  @Mixin private EngineOptions options;

  @Option(names = "--gateway", description = "Base URL of a gateway to announce to.")
  private @Nullable URI gateway;

  @Option(
      names = "--endpoint",
      description = "Base URL that gateways reach this worker at, where it is not the bound one.")
  private @Nullable String endpoint;

  @Option(
      names = "--asset",
      description =
          "The registered asset that is served: other weights are refused. Asked of --rpc and"
              + " --registry, or else of --gateway.")
  private @Nullable Long asset;

  @Option(names = "--rpc", description = "A node of the registry's chain.")
  private @Nullable URI rpc;

  @Option(names = "--registry", description = "The AssetRegistry's address.")
  private @Nullable String registry;

  @Option(names = "--key", description = "File with the worker's secret key, made if absent.")
  private Path keyFile = Path.of(".tributary/keys/worker.key");

  @Option(
      names = "--drain-seconds",
      description =
          "How long answers may go on after SIGTERM; a second one ends them at once (default:"
              + " ${DEFAULT-VALUE}).")
  private int drainSeconds = 30;

  private final ObjectMapper json = new ObjectMapper();
  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws Exception {
    requireFolder();
    EngineSettings settings = settings();
    String model = nameOf(folder);
    options.prepareProcess(folder);
    checkDevice(settings.device());
    try (StopSignal stop = StopSignal.install();
        ProcessMeters metrics =
            new ProcessMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        WorkerServer server =
            WorkerServer.bind(
                new WorkerServer.Settings(host, port), metrics::scrape, clock, json)) {
      try (ModelEngine engine = load(settings, metrics.registry())) {
        requireRegistered(engine);
        return serve(server, new LoadedModel(model, engine, numericsClass(engine)), stop);
      }
    }
  }

  private void requireFolder() {
    if (!Files.isDirectory(folder)) {
      throw usage("there is no folder " + folder);
    }
    if (!Files.exists(folder.resolve("config.json"))) {
      throw usage(folder + " has no config.json: name a Hugging Face model folder");
    }
    if (drainSeconds < 0) {
      throw usage("--drain-seconds is not negative");
    }
  }

  /** Before anything is served or announced. */
  private void requireRegistered(ModelEngine engine) throws IOException, InterruptedException {
    if (asset == null) {
      return;
    }
    RegisteredContent registered = new RegisteredContent(json);
    Bytes32 content;
    if (rpc != null && registry != null) {
      content = registered.onChain(rpc, new Address(registry), asset);
    } else if (rpc == null && registry == null && gateway != null) {
      content = registered.byGateway(gateway, asset);
    } else {
      throw usage("--asset is asked of --rpc and --registry together, or of --gateway");
    }
    Bytes32 loaded = new Bytes32("0x" + engine.contentHash().hex());
    RegisteredContent.requireSame(content, loaded, asset);
  }

  private EngineSettings settings() {
    try {
      return options.settings();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private void checkDevice(String device) {
    try {
      GpuCheck.check(device).ifPresent(System.err::println);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private ModelEngine load(EngineSettings settings, PrometheusMeterRegistry registry)
      throws IOException, MalformedModelException {
    say(
        "loading %s: %,d MiB of weights"
            .formatted(folder, EngineThreads.weightBytes(folder) >> 20));
    long start = System.nanoTime();
    ModelEngine engine =
        DiffusionConfig.isOf(folder)
            ? ImageEngine.start(folder, options.imageSettings(), registry)
            : InferenceEngine.start(folder, settings, registry);
    say("loaded in %.1f s".formatted((System.nanoTime() - start) / 1e9));
    return engine;
  }

  /** Serves until told to stop; 1 if answers had to be cut off then. */
  private int serve(WorkerServer server, LoadedModel model, StopSignal stop)
      throws IOException, InterruptedException {
    server.serve(model);
    String address = "http://" + host + ":" + server.port();
    new Rehearsal(URI.create(address), json).hold(model);
    Optional<Announcer> announcer = announcer(model, address);
    announcer.ifPresent(Announcer::start);
    try {
      say(description(model, server.port()));
      stop.await();
    } finally {
      announcer.ifPresent(Announcer::close);
    }
    server.drain();
    ModelEngine engine = model.engine();
    say("draining: %d running, %d waiting".formatted(engine.running(), engine.queued()));
    boolean drained = engine.drain(Duration.ofSeconds(drainSeconds));
    say(drained ? "all answers have ended" : "answers were cut off after " + drainSeconds + " s");
    return drained ? 0 : 1;
  }

  private String description(LoadedModel model, int boundPort) {
    return "serving %s at http://%s:%d (%s, threads %d, class %s%s)"
        .formatted(
            model.name(),
            host,
            boundPort,
            options.settings().precision(),
            options.threads(),
            model.numericsClass(),
            model.engine() instanceof InferenceEngine text
                ? ", KV memory %,d MiB".formatted(text.cacheBytes() >> 20)
                : "");
  }

  private String numericsClass(ModelEngine engine) {
    return engine instanceof InferenceEngine text
        ? NumericsClass.here(text, options.settings(), options.threads())
        : NumericsClass.ofImages(options.imageSettings().precision(), options.threads());
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private Optional<Announcer> announcer(LoadedModel model, String address) throws IOException {
    return gateway == null
        ? Optional.empty()
        : Optional.of(announcer(gateway, endpoint != null ? endpoint : address, model));
  }

  private Announcer announcer(URI to, String at, LoadedModel model) throws IOException {
    return new Announcer(
        List.of(to),
        KeyFile.readOrCreate(keyFile),
        new Announcer.Offer(
            at,
            List.of(
                new ServedModel(
                    model.name(), new Bytes32("0x" + model.engine().contentHash().hex()))),
            model.engine().slots(),
            model.numericsClass()),
        HEARTBEAT,
        clock,
        json);
  }

  private String nameOf(Path folder) throws IOException {
    if (name != null) {
      return name;
    }
    return Files.exists(folder.resolve(ModelManifest.FILE))
        ? ModelManifest.read(folder).name()
        : folder.toRealPath().getFileName().toString();
  }
}
