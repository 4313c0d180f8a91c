package org.tributary.inference.decoder;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtModel;
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
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.DecoderWeights;
import org.tributary.models.decoder.Capacity;
import org.tributary.models.decoder.DecoderScript;
import org.tributary.models.decoder.Precision;
import org.tributary.models.torchscript.ScriptArchive;

/**
 * A decoder in DJL's PyTorch engine, with the key-value cache of its slots and of cached prefixes.
 *
 * <p>Not safe for several threads: one calls {@link #prepareThread} and then everything else.
 */
public final class DecoderModel implements Decoder {
  private final Model model;
  private final PtSymbolBlock block;
  private final PtNDManager manager;
  private final DecoderConfig config;
  private final Plan plan;
  private final RotaryTable rotary;
  private StepWidths widths = StepWidths.FREE;

  /**
   * What a model is loaded for.
   *
   * @param rows of every step, used or not, so that an answer's results do not depend on how many
   *     others run; 0 computes as many as are asked for, {@link #SETTLED} as few as this machine
   *     allows without changing a bit
   */
  public record Plan(Precision precision, Capacity capacity, int rows, Device device) {
    /** Rows are settled when the model is loaded. */
    public static final int SETTLED = -1;

    public Plan {
      if (rows < SETTLED) {
        throw new IllegalArgumentException("rows of a step are not negative");
      }
    }
  }

  private DecoderModel(Model model, DecoderConfig config, Plan plan) {
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
    this.manager = (PtNDManager) model.getNDManager();
    this.config = config;
    this.plan = plan;
    this.rotary = new RotaryTable(config.rope(), config.headSize(), plan.capacity().positions());
  }

  /** Loads a checkpoint whose weights are mapped; they may be unmapped afterwards. */
  public static DecoderModel load(DecoderConfig config, DecoderWeights weights, Plan plan)
      throws IOException, MalformedModelException {
    return load(config, weights, plan, !plan.device().isGpu());
  }

  /**
   * @param cpu false for the graph that a GPU runs, which any device can
   */
  static DecoderModel load(DecoderConfig config, DecoderWeights weights, Plan plan, boolean cpu)
      throws IOException, MalformedModelException {
    DecoderScript script = new DecoderScript(config, plan.precision(), plan.capacity(), cpu);
    Path archive = Files.createTempFile("decoder", ".pt");
    try {
      ScriptArchive.write(archive, script.module(), script.source());
      return load(archive, config, weights, plan);
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  private static DecoderModel load(
      Path archive, DecoderConfig config, DecoderWeights weights, Plan plan)
      throws IOException, MalformedModelException {
    Model model = Model.newInstance("decoder", plan.device(), "PyTorch");
    boolean ready = false;
    try {
      try (var in = Files.newInputStream(archive)) {
        ((PtModel) model).load(in, null);
      }
      DecoderModel loaded = new DecoderModel(model, config, plan);
      new WeightLoader(loaded.block, loaded.manager, config).put(weights);
      IValueUtils.runMethod(loaded.block, "allocate").close();
      loaded.settleWidths();
      ready = true;
      return loaded;
    } finally {
      if (!ready) {
        model.close();
      }
    }
  }

  /** int8 products treat every row by itself: there a fixed number would only cost time. */
  private void settleWidths() {
    if (plan.rows() > 0) {
      widths = StepWidths.fixed(plan.rows());
    } else if (plan.rows() == Plan.SETTLED && plan.precision() != Precision.INT8) {
      prepareThread();
      widths = new RowTrial(this).settle();
    }
  }

  @Override
  public StepWidths widths() {
    return widths;
  }

  @Override
  public DecoderConfig config() {
    return config;
  }

  @Override
  public Plan plan() {
    return plan;
  }

  /** Settings that PyTorch keeps per thread; call once on the thread that will run the model. */
  public static void prepareThread() {
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
  }

  @Override
  public Chunk chunk(long[] prompt, int from, int to, int slot) {
    return new Slices(prompt, from, to, slot);
  }

  private final class Slices implements Chunk {
    private final long[] prompt;
    private final int from;
    private final int to;
    private final int slot;
    private int layer;

    Slices(long[] prompt, int from, int to, int slot) {
      this.prompt = prompt;
      this.from = from;
      this.to = to;
      this.slot = slot;
    }

    @Override
    public int layersLeft() {
      return config.layers().size() - layer;
    }

    @Override
    public float[] advance(int layers) {
      int last = Math.min(layer + layers, config.layers().size());
      boolean ends = to == prompt.length && last == config.layers().size();
      RotaryTable.Rows angles = rotary.range(from, to - from, prompt.length);
      int first = layer;
      layer = last;
      try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
        return floats(
            scope,
            "prefill",
            ids(scope, Arrays.copyOfRange(prompt, from, to)),
            rows(scope, angles.cos()),
            rows(scope, angles.sin()),
            index(scope, i -> slot, i -> from + i, to - from),
            IValue.from((long) slot),
            IValue.from((long) from),
            IValue.from((long) first),
            IValue.from((long) last),
            IValue.from(ends));
      }
    }
  }

  @Override
  public float[] step(long[] ids, int[] positions, int[] slots) {
    return step(ids, positions, slots, widths.of(ids.length));
  }

  float[] step(long[] ids, int[] positions, int[] slots, int rows) {
    RotaryTable.Rows angles = rotary.newest(positions, rows);
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      return floats(
          scope,
          "step",
          ids(scope, Arrays.copyOf(ids, rows)),
          rows(scope, angles.cos()),
          rows(scope, angles.sin()),
          index(scope, i -> slots[i], i -> positions[i], ids.length),
          IValue.listFrom(Arrays.stream(slots).asLongStream().toArray()),
          IValue.listFrom(Arrays.stream(positions).mapToLong(p -> p + 1L).toArray()));
    }
  }

  @Override
  public void keep(int slot, int start, int prefixBlock) {
    copy("keep", slot, start, prefixBlock);
  }

  @Override
  public void restore(int slot, int start, int prefixBlock) {
    copy("restore", slot, start, prefixBlock);
  }

  private void copy(String method, int slot, int start, int prefixBlock) {
    IValue[] arguments = {
      IValue.from((long) slot), IValue.from((long) start), IValue.from((long) prefixBlock)
    };
    try {
      IValueUtils.runMethod(block, method, arguments).close();
    } finally {
      Arrays.stream(arguments).forEach(IValue::close);
    }
  }

  private IValue ids(PtNDManager scope, long[] ids) {
    return IValue.from((PtNDArray) scope.create(ids));
  }

  private IValue rows(PtNDManager scope, float[] values) {
    Shape shape = new Shape(values.length / config.headSize(), config.headSize());
    return IValue.from((PtNDArray) scope.create(values, shape));
  }

  private interface OfRow {
    int get(int row);
  }

  /** Where keys and values of {@code count} positions lie in a layer's cache. */
  private IValue index(PtNDManager scope, OfRow slot, OfRow position, int count) {
    int perPosition = 2 * config.kvHeads();
    long positions = plan.capacity().positions();
    long[] index = new long[count * perPosition];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < perPosition; c++) {
        index[i * perPosition + c] =
            ((long) slot.get(i) * perPosition + c) * positions + position.get(i);
      }
    }
    return IValue.from((PtNDArray) scope.create(index));
  }

  private float[] floats(PtNDManager scope, String method, IValue... arguments) {
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
