package org.tributary.inference.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.tributary.models.diffusion.DiffusionConfig;

/** How many threads PyTorch computes with, and how they wait for each other. */
public final class EngineThreads {
  /** Below it a product is done sooner by one thread than shared out to two. */
  private static final long SMALL_MODEL_BYTES = 64L << 20;

  private EngineThreads() {}

  /** What a thread does between two products. */
  public enum Wait {
    /** Sleeps at once: for cores that are shared with other work. */
    PASSIVE("0"),
    /** Looks for work for some microseconds, then sleeps. */
    BRIEF("5000"),
    /** Keeps looking: fastest on cores of its own, ruinous on shared ones. */
    ACTIVE("30000000000");

    private final String spins;

    Wait(String spins) {
      this.spins = spins;
    }
  }

  /**
   * One thread for a small language model; all cores for images, whose products are large; else all
   * but the one that HTTP and the tokenizer need.
   */
  public static int fitting(Path folder) throws IOException {
    if (DiffusionConfig.isOf(folder)) {
      return Runtime.getRuntime().availableProcessors();
    }
    return weightBytes(folder) < SMALL_MODEL_BYTES
        ? 1
        : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
  }

  /** How large the weights of {@code folder} are. */
  public static long weightBytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /**
   * Settings that PyTorch and its OpenMP read when they are loaded: call before anything touches
   * DJL. What the environment already says is left alone.
   */
  public static void prepareProcess(int threads, Wait wait) {
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("ai.djl.offline", "true");
    setEnvironment("GOMP_SPINCOUNT", wait.spins);
    setEnvironment("THP_MEM_ALLOC_ENABLE", "1");
  }

  /** The environment of native code; Java's own copy does not change. */
  private static void setEnvironment(String name, String value) {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(name);
      int failed = (int) setenv.invokeExact(key, arena.allocateFrom(value), 0);
      if (failed != 0) {
        throw new IllegalStateException("cannot set " + name);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
