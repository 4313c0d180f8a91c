package org.tributary.gateway.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tributary.models.json.JsonFile;
import org.tributary.models.manifest.ModelManifest;

/**
 * One of the stack's workers: each serves one shipped model, by a key and at a port of its own.
 *
 * @param model its name
 * @param folder of its weights
 */
record ModelWorker(String model, Path folder, int port) {
  /** Of its heap; weights and what is computed lie beside it. */
  private static final String HEAP = "-Xmx256m";

  private static final int LAST_PORT = 65_535;

  /**
   * A worker for each model in {@code models}, from {@code firstPort} upwards.
   *
   * @throws StackFailure if there is none, two have one name, or the ports do not suffice
   */
  static List<ModelWorker> all(Path models, int firstPort) throws IOException {
    List<ModelWorker> workers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path folder : ChainSetup.shippedModels(models)) {
      String name = ModelManifest.read(folder).name();
      if (!names.add(name)) {
        throw new StackFailure("two folders of " + models + " hold a model called " + name);
      }
      workers.add(new ModelWorker(name, folder, firstPort + workers.size()));
    }
    if (workers.isEmpty()) {
      throw new StackFailure(models + " holds no model with a " + ModelManifest.FILE + " to serve");
    }
    if (workers.getLast().port() > LAST_PORT) {
      throw new StackFailure(
          "%d workers do not fit from port %d: choose a lower --worker-port"
              .formatted(workers.size(), firstPort));
    }
    return List.copyOf(workers);
  }

  /** Its name among the stack's parts. */
  String part() {
    return "worker-" + model;
  }

  String keyName() {
    return part() + ".key";
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Whether a gateway's list of models, as JSON, says that the model can be asked. */
  boolean isOffered(String models) {
    try {
      for (JsonNode each : JsonFile.tree(models).path("data")) {
        if (each.path("id").asText().equals(model) && each.path("available").asBoolean()) {
          return true;
        }
      }
      return false;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** What starts it. */
  List<String> command(String classpath, StackHome home, String gateway) {
    return StackProcesses.java(
        HEAP,
        classpath,
        "org.tributary.inference.Main",
        "worker",
        "serve",
        folder.toString(),
        "--port",
        Integer.toString(port),
        "--gateway",
        gateway,
        "--key",
        home.key(keyName()).toString());
  }
}
