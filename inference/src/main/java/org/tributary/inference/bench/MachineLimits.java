package org.tributary.inference.bench;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptArchive;
import org.tributary.models.torchscript.ScriptModule;

/**
 * How fast this machine reads memory and multiplies matrices, by the best of several ways: a limit
 * that is measured too low would flatter.
 */
final class MachineLimits implements AutoCloseable {
  private static final int ROUNDS = 8;
  private static final int READ_MIB = 512;
  private static final List<String> READS = List.of("sum", "largest", "packed");

  /** Of the weights: what a product of a chunk with a layer's matrices has at best. */
  private static final long[][] PRODUCTS = {
    {128, 4096, 4096}, {512, 2048, 2048}, {1024, 4096, 1024}
  };

  private final Model model;
  private final PtSymbolBlock block;

  MachineLimits() throws IOException, MalformedModelException {
    Path archive = Files.createTempFile("limits", ".pt");
    try {
      ScriptModule module = new ScriptModule("Limits");
      for (String name : List.of("x", "y", "p")) {
        module.set(name, Tensor.zeros(DType.F32, 1));
      }
      ScriptArchive.write(archive, module, SOURCE);
      model = Model.newInstance("limits", Device.cpu(), "PyTorch");
      try (var in = Files.newInputStream(archive)) {
        ((PtModel) model).load(in, null);
      }
      block = (PtSymbolBlock) model.getBlock();
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  /** Bytes per second that {@code threads} can read. */
  double readBytesPerSecond(int threads) throws InterruptedException {
    JniUtils.setNumThreads(threads);
    run("reading", (long) READ_MIB << 18);
    double best = plainRead(threads);
    for (String way : READS) {
      best = Math.max(best, ((double) READ_MIB * (1 << 20)) / medianSeconds(() -> run(way)));
    }
    run("done");
    return best;
  }

  /** Multiplications and additions per second of a bf16 or float32 product. */
  double productsPerSecond(int threads, DType dtype) throws InterruptedException {
    JniUtils.setNumThreads(threads);
    double best = 0;
    for (long[] shape : PRODUCTS) {
      run("multiplying", shape[0], shape[1], shape[2], dtype.torchCode());
      double operations = 2.0 * shape[0] * shape[1] * shape[2];
      for (String way : List.of("plain", "prepared")) {
        best = Math.max(best, operations / medianSeconds(() -> run(way)));
      }
    }
    run("done");
    return best;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  /** Of the rounds of one way; of several ways the best counts. */
  private static double medianSeconds(Work work) throws InterruptedException {
    double[] seconds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      work.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    return StepBench.median(seconds);
  }

  /** Without PyTorch: threads that each sum up a part of an array. */
  private static double plainRead(int threads) throws InterruptedException {
    long[] array = new long[READ_MIB << 17];
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      double seconds =
          medianSeconds(() -> {
            List<Future<Long>> parts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
              int from = (int) ((long) array.length * t / threads);
              int to = (int) ((long) array.length * (t + 1) / threads);
              parts.add(pool.submit(() -> sum(array, from, to)));
            }
            for (Future<Long> part : parts) {
              get(part);
            }
          });
      return array.length * 8.0 / seconds;
    }
  }

  private static long get(Future<Long> part) throws InterruptedException {
    try {
      return part.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long sum(long[] array, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += array[i];
    }
    return sum;
  }

  private void run(String method, long... arguments) {
    IValue[] values = new IValue[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = IValue.from(arguments[i]);
    }
    IValueUtils.runMethod(block, method, values).close();
    for (IValue value : values) {
      value.close();
    }
  }

  @Override
  public void close() {
    model.close();
  }

  private static final String SOURCE =
      """
      class Limits(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        x : Tensor
        y : Tensor
        p : Tensor
        def reading(self: __torch__.Limits,
          n: int) -> int:
          self.x = torch.ones([n], dtype=6)
          self.y = torch.ones([8, 2048], dtype=6)
          self.p = ops.mkldnn._reorder_linear_weight(torch.view(self.x, [-1, 2048]), 8)
          return 0
        def sum(self: __torch__.Limits) -> Tensor:
          return torch.sum(self.x)
        def largest(self: __torch__.Limits) -> Tensor:
          return torch.amax(self.x)
        def packed(self: __torch__.Limits) -> Tensor:
          return ops.mkldnn._linear_pointwise(self.y, self.p, None, "none", annotate(List[Optional[number]], []), "")
        def multiplying(self: __torch__.Limits,
          m: int,
          n: int,
          k: int,
          dtype: int) -> int:
          self.y = torch.randn([m, k]).to(dtype)
          self.x = torch.randn([n, k]).to(dtype)
          self.p = ops.mkldnn._reorder_linear_weight(self.x, m)
          return 0
        def plain(self: __torch__.Limits) -> Tensor:
          return torch.linear(self.y, self.x)
        def prepared(self: __torch__.Limits) -> Tensor:
          return ops.mkldnn._linear_pointwise(self.y, self.p, None, "none", annotate(List[Optional[number]], []), "")
        def done(self: __torch__.Limits) -> int:
          self.x = torch.zeros([1])
          self.y = torch.zeros([1])
          self.p = torch.zeros([1])
          return 0
      """;
}
