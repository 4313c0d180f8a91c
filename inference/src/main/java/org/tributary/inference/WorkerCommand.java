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
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.http.WorkerServer;
import org.tributary.inference.registration.Announcer;
import org.tributary.models.manifest.ModelManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary worker}: serves models. */
@Command(
    name = "worker",
    description = "Run a worker.",
    mixinStandardHelpOptions = true,
    subcommands = WorkerCommand.Serve.class)
final class WorkerCommand {

  @Command(
      name = "serve",
      description = "Serve a Hugging Face folder over HTTP; with --gateway, announce it there.",
      mixinStandardHelpOptions = true)
  static final class Serve implements Callable<Integer> {
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    private static final int CLOSE_SECONDS = 10;

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

    @Option(names = "--key", description = "File with the worker's secret key, made if absent.")
    private Path keyFile = Path.of(".tributary/keys/worker.key");

    @Override
    public Integer call() throws Exception {
      if (!Files.exists(folder.resolve("config.json"))) {
        throw new ParameterException(
            spec.commandLine(), folder + " has no config.json: name a Hugging Face model folder");
      }
      options.prepareProcess(folder);
      serve();
      return 0;
    }

    private void serve() throws IOException, MalformedModelException, InterruptedException {
      String model = name != null ? name : nameOf(folder);
      ObjectMapper json = new ObjectMapper();
      PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      InferenceEngine engine = InferenceEngine.start(folder, options.settings(), metrics);
      WorkerServer server =
          WorkerServer.start(
              new WorkerServer.Settings(host, port, model), engine, Clock.systemUTC(), json);
      String address = "http://" + host + ":" + server.port();
      System.out.println("serving " + model + " at " + address);
      CountDownLatch stop = new CountDownLatch(1);
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped)));
      try (engine;
          server;
          Announcer announcer =
              announcer(model, endpoint != null ? endpoint : address, engine, json)) {
        announcer.start();
        stop.await();
      } finally {
        stopped.countDown();
      }
    }

    /** The process ends with its last hook, so the hook waits until everything is closed. */
    private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
      stop.countDown();
      try {
        if (!stopped.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          System.err.println("the worker did not close in " + CLOSE_SECONDS + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private Announcer announcer(
        String model, String endpoint, InferenceEngine engine, ObjectMapper json)
        throws IOException {
      return new Announcer(
          gateway == null ? List.of() : List.of(gateway),
          KeyFile.readOrCreate(keyFile),
          new Announcer.Offer(
              endpoint,
              List.of(new ServedModel(model, new Bytes32("0x" + engine.contentHash().hex()))),
              engine.slots(),
              NumericsClass.here(
                  options.settings(), engine.device().toString(), options.threads())),
          HEARTBEAT,
          Clock.systemUTC(),
          json);
    }

    private static String nameOf(Path folder) throws IOException {
      return Files.exists(folder.resolve(ModelManifest.FILE))
          ? ModelManifest.read(folder).name()
          : folder.toRealPath().getFileName().toString();
    }
  }
}
