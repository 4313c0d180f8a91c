package org.tributary.models.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tributary.models.tensor.Tensor;

/** The weights of a Hugging Face folder: one safetensors file, or several with an index. */
public final class Checkpoint {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private Checkpoint() {}

  /**
   * All tensors by name, mapped for the life of the process; none is read before it is used.
   *
   * @throws SafetensorsException naming the file and key where index and files contradict each
   *     other or themselves
   * @throws IOException if the folder holds no such weights
   */
  public static Map<String, Tensor> read(Path folder) throws IOException {
    Path single = folder.resolve(SINGLE);
    if (Files.isRegularFile(single)) {
      return Safetensors.read(single);
    }
    Path index = folder.resolve(INDEX);
    if (Files.isRegularFile(index)) {
      return read(folder, ShardIndex.read(index));
    }
    throw new IOException(folder + " holds neither " + SINGLE + " nor " + INDEX + pickled(folder));
  }

  private static Map<String, Tensor> read(Path folder, Map<String, String> shardByTensor)
      throws IOException {
    Map<String, Map<String, Tensor>> shards = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, String> e : shardByTensor.entrySet()) {
      Map<String, Tensor> shard = shards.get(e.getValue());
      if (shard == null) {
        shard = Safetensors.read(inside(folder, e.getValue(), e.getKey()));
        shards.put(e.getValue(), shard);
      }
      Tensor tensor = shard.get(e.getKey());
      if (tensor == null) {
        throw refusal(e.getKey(), e.getValue(), "which does not hold it");
      }
      tensors.put(e.getKey(), tensor);
    }
    return tensors;
  }

  /**
   * The shard, which no link may lead out of the folder, unless into the download cache's blobs.
   */
  private static Path inside(Path folder, String shard, String tensor) throws IOException {
    Path file = folder.resolve(shard);
    if (!Files.isRegularFile(file)) {
      throw refusal(tensor, shard, "which is not in the folder");
    }
    Path real = file.toRealPath();
    if (places(folder.toRealPath()).stream().noneMatch(place -> place.equals(real.getParent()))) {
      throw refusal(tensor, shard, "which is a link out of the folder");
    }
    return real;
  }

  /** A folder in Hugging Face's cache is snapshots/revision, with links to ../../blobs. */
  private static List<Path> places(Path folder) {
    Path parent = folder.getParent();
    return parent != null && parent.endsWith("snapshots")
        ? List.of(folder, parent.resolveSibling("blobs"))
        : List.of(folder);
  }

  private static SafetensorsException refusal(String tensor, String shard, String why) {
    return new SafetensorsException(
        INDEX + ": weight_map says that " + tensor + " is in " + shard + ", " + why);
  }

  private static String pickled(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return ": it is not a folder";
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(f -> String.valueOf(f.getFileName()).matches("pytorch_model.*\\.bin"))
          ? "; pytorch_model.bin is not supported: save the model as safetensors"
          : "";
    }
  }
}
