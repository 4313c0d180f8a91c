package org.tributary.inference.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tributary.inference.sampling.Sampler;
import org.tributary.models.architecture.LlamaArchive;
import org.tributary.models.architecture.LlamaConfig;
import org.tributary.models.architecture.Precision;
import org.tributary.models.manifest.ContentHash;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.torchscript.ScriptArchive;

/**
 * A decoder loaded into DJL's PyTorch engine, with the key-value cache of its slots.
 *
 * <p>Not safe for several threads; {@link ChatEngine} gives it one.
 */
final class ChatModel implements AutoCloseable {
  /**
   * Part of the cached archive's name: a change of the generated source must not meet an old one.
   */
  private static final String ARCHIVE_VERSION = "2";

  private final Model model;
  private final PtSymbolBlock block;
  private final PtNDManager manager;
  private final LlamaConfig config;
  private final ContentHash contentHash;
  private final Sampler.Workspace workspace;

  private ChatModel(Model model, LlamaConfig config, ContentHash contentHash) {
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
    this.manager = (PtNDManager) model.getNDManager();
    this.config = config;
    this.contentHash = contentHash;
    this.workspace = new Sampler.Workspace(config.vocabulary());
  }

  /** Loads the Hugging Face folder, through an archive in {@code cache} named by content hash. */
  static ChatModel load(Path folder, Path cache, Precision precision, int slots, int positions)
      throws IOException, MalformedModelException {
    LlamaConfig config = LlamaConfig.read(folder.resolve("config.json"));
    ContentHash hash = ModelManifest.contentHash(folder);
    Path archive =
        cache.resolve(
            "%s-v%s-%s-%dx%d.pt"
                .formatted(hash.hex(), ARCHIVE_VERSION, precision, slots, positions));
    if (!Files.exists(archive)) {
      Files.createDirectories(cache);
      LlamaArchive writer = new LlamaArchive(config, precision, slots, positions);
      ScriptArchive.write(
          archive,
          writer.module(Safetensors.read(folder.resolve("model.safetensors"))),
          writer.source());
    }
    Model model = Model.newInstance(hash.hex(), "PyTorch");
    model.load(archive);
    IValueUtils.runMethod((PtSymbolBlock) model.getBlock(), "prepare").close();
    return new ChatModel(model, config, hash);
  }

  LlamaConfig config() {
    return config;
  }

  Sampler.Workspace workspace() {
    return workspace;
  }

  ContentHash contentHash() {
    return contentHash;
  }

  /** Settings that PyTorch keeps per thread; call once on the thread that will run the model. */
  static void prepareThread() {
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
  }

  /** Writes {@code ids} to {@code slot} from {@code start}; the logits [vocabulary] of the last. */
  float[] prefill(long[] ids, int slot, int start) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      return run(
          scope,
          "prefill",
          IValue.from((PtNDArray) scope.create(ids)),
          IValue.from((long) slot),
          IValue.from((long) start));
    }
  }

  /** Adds one model-token to each of the distinct {@code slots}; logits [slots × vocabulary]. */
  float[] step(long[] ids, long[] positions, long[] slots) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      return run(
          scope,
          "forward",
          IValue.from((PtNDArray) scope.create(ids)),
          IValue.from((PtNDArray) scope.create(positions)),
          IValue.from((PtNDArray) scope.create(slots)));
    }
  }

  private float[] run(PtNDManager scope, String method, IValue... arguments) {
    try (IValue result = IValueUtils.runMethod(block, method, arguments)) {
      return result.toTensor(scope).toFloatArray();
    } finally {
      Arrays.stream(arguments).forEach(IValue::close);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
