package org.tributary.inference.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tributary.inference.decoder.Decoder;
import org.tributary.inference.decoder.DecoderModel;
import org.tributary.inference.decoder.StepWidths;
import org.tributary.inference.waiting.EngineBusyException;
import org.tributary.inference.waiting.WaitingRoom;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.DecoderWeights;
import org.tributary.models.architecture.UnsupportedModelException;
import org.tributary.models.decoder.Capacity;
import org.tributary.models.manifest.ContentHash;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.safetensors.Checkpoint;
import org.tributary.models.tokenizer.ModelTokenizer;

/**
 * Serves one language model: requests wait in a bounded queue, join between steps, and are computed
 * together on one thread.
 */
public final class InferenceEngine implements ModelEngine {
  private final EngineSettings settings;
  private final Decoder model;
  private final ModelTokenizer tokenizer;
  private final ContentHash contentHash;
  private final WaitingRoom<Generation> waiting;
  private final EngineMetrics metrics;
  private final Set<Integer> endIds;
  private final EngineLoop loop;

  private InferenceEngine(
      EngineSettings settings,
      Decoder model,
      ModelTokenizer tokenizer,
      ContentHash contentHash,
      MeterRegistry registry) {
    this.settings = settings;
    this.model = model;
    this.tokenizer = tokenizer;
    this.contentHash = contentHash;
    this.waiting = new WaitingRoom<>(settings.queue());
    this.metrics = new EngineMetrics(registry);
    this.endIds = Set.copyOf(model.config().endIds());
    metrics.gauge("queued", this::queued);
    metrics.gauge("slots", this::slots);
    metrics.gauge("cache.positions", () -> slots() * context());
    this.loop = new EngineLoop("engine", waiting, this::onThread);
  }

  /**
   * Loads the Hugging Face folder.
   *
   * @throws UnsupportedModelException naming what it asks for that is not computed here
   */
  public static InferenceEngine start(Path folder, EngineSettings settings, MeterRegistry registry)
      throws IOException, MalformedModelException {
    return start(folder, settings, registry, UnaryOperator.identity());
  }

  /**
   * @param around what goes between the engine and its decoder
   */
  static InferenceEngine start(
      Path folder, EngineSettings settings, MeterRegistry registry, UnaryOperator<Decoder> around)
      throws IOException, MalformedModelException {
    DecoderConfig config = DecoderConfig.read(folder);
    ContentHash contentHash = ModelManifest.contentHash(folder);
    ModelTokenizer tokenizer = ModelTokenizer.open(folder);
    boolean loaded = false;
    try {
      requireFits(tokenizer, config);
      DecoderWeights weights = DecoderWeights.of(config, Checkpoint.read(folder));
      Decoder model = around.apply(DecoderModel.load(config, weights, plan(config, settings)));
      loaded = true;
      return new InferenceEngine(settings, model, tokenizer, contentHash, registry).started();
    } finally {
      if (!loaded) {
        tokenizer.close();
      }
    }
  }

  private InferenceEngine started() {
    loop.start();
    return this;
  }

  private static void requireFits(ModelTokenizer tokenizer, DecoderConfig config) {
    if (tokenizer.vocabularySize() > config.vocabulary()) {
      throw new UnsupportedModelException(
          "vocab_size",
          config.vocabulary()
              + " (tokenizer.json has ids up to "
              + tokenizer.vocabularySize()
              + ")");
    }
  }

  private static DecoderModel.Plan plan(DecoderConfig config, EngineSettings settings) {
    long blockBytes = settings.chunk() * bytesPerPosition(config, settings);
    long blocks = ((long) settings.prefixCacheMiB() << 20) / blockBytes;
    Capacity capacity =
        new Capacity(
            settings.slots(),
            settings.positions(config),
            settings.chunk(),
            (int) Math.min(blocks, 1 << 16));
    return new DecoderModel.Plan(
        settings.precision(), capacity, settings.rows(), device(settings.device()));
  }

  /** Keys and values of all layers. */
  private static long bytesPerPosition(DecoderConfig config, EngineSettings settings) {
    return 2L
        * config.layers().size()
        * config.kvHeads()
        * config.headSize()
        * settings.precision().dtype().bytes();
  }

  private static Device device(String name) {
    return name.isEmpty()
        ? Engine.getEngine("PyTorch").defaultDevice()
        : Device.fromName(name, Engine.getEngine("PyTorch"));
  }

  @Override
  public ContentHash contentHash() {
    return contentHash;
  }

  /** Model-tokens of prompt and answer together. */
  public int context() {
    return model.plan().capacity().positions();
  }

  @Override
  public int slots() {
    return settings.slots();
  }

  /** Answers that one client can queue at once. */
  public int widestRequest() {
    return waiting.perClient();
  }

  /** Memory of the key-value cache: all slots, and cached prefixes. */
  public long cacheBytes() {
    Capacity capacity = model.plan().capacity();
    long positions =
        (long) capacity.slots() * capacity.positions()
            + (long) capacity.blocks() * capacity.chunk();
    return positions * bytesPerPosition(model.config(), settings);
  }

  /** Ids are below it. */
  public int vocabulary() {
    return model.config().vocabulary();
  }

  /** How many rows its steps compute, used or not. */
  public StepWidths stepWidths() {
    return model.widths();
  }

  /** Model-tokens that end an answer. */
  public Set<Integer> endIds() {
    return endIds;
  }

  /** Where it computes: {@code cpu}, {@code gpu0}, …. */
  public Device device() {
    return model.plan().device();
  }

  @Override
  public boolean failing() {
    return loop.failing();
  }

  @Override
  public int running() {
    return metrics.running();
  }

  @Override
  public int queued() {
    return waiting.size();
  }

  /** Share of all prompts' positions that did not have to be computed; 0 before the first. */
  public double prefixHitRate() {
    return metrics.prefixHitRate();
  }

  public ModelTokenizer tokenizer() {
    return tokenizer;
  }

  public long[] encode(List<ChatMessage> messages) {
    return tokenizer.encode(messages);
  }

  /**
   * Queues an answer.
   *
   * @throws EngineBusyException when the queue is full or the engine is stopping
   * @throws IllegalArgumentException when the prompt leaves no room for an answer
   */
  public Generation submit(GenerationRequest request, GenerationListener listener) {
    Generation generation = generation(request, listener);
    enter(List.of(generation));
    return generation;
  }

  /** An answer that has been checked and not yet queued. */
  public Generation generation(GenerationRequest request, GenerationListener listener) {
    int length = request.promptIds().length + request.resumeIds().length;
    if (length >= context()) {
      throw new IllegalArgumentException(
          "prompt and resume_ids have %d model-tokens; this worker takes at most %d: shorten them"
              .formatted(length, context() - 1));
    }
    if (Arrays.stream(request.promptIds()).anyMatch(id -> id < 0 || id >= vocabulary())) {
      throw new IllegalArgumentException(
          "prompt: the model's ids are from 0 to " + (vocabulary() - 1));
    }
    return new Generation(request, listener, tokenizer, vocabulary(), endIds, metrics.answer());
  }

  /**
   * Queues all of {@code generations} of one client, or none.
   *
   * @throws EngineBusyException when they do not fit or the engine is stopping
   */
  public void enter(List<Generation> generations) {
    try {
      waiting.enter(generations);
    } catch (EngineBusyException e) {
      metrics.refused();
      throw e;
    }
  }

  private EngineLoop.Rounds onThread() {
    DecoderModel.prepareThread();
    return new Scheduler(model, settings, waiting, metrics);
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    return loop.drain(timeout);
  }

  @Override
  public void close() {
    loop.close();
    waiting.drop().forEach(g -> g.fail(EngineLoop.stopping()));
    model.close();
    tokenizer.close();
  }
}
