package org.tributary.models.diffusion;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/** What the TorchScript of every network of blocks is put together from. */
final class BlockScript {
  private final String root;
  private final BlockWeights weights;
  private final UnaryOperator<String> classes;

  /**
   * @param root the network's class
   * @param classes each block's class
   */
  BlockScript(String root, BlockWeights weights, UnaryOperator<String> classes) {
    this.root = root;
    this.weights = weights;
    this.classes = classes;
  }

  /** The module with {@code values} by parameter name; trainable ones have gradients. */
  ScriptModule module(Map<String, Tensor> values, boolean trainable) {
    weights.check(values);
    ScriptModule whole = new ScriptModule(root).set("training", trainable);
    weights.outer().keySet().forEach(n -> set(whole, n, Tensor.require(values, n), trainable));
    for (String block : weights.blocks()) {
      ScriptModule module = new ScriptModule(classes.apply(block)).set("training", trainable);
      for (String name : weights.block(block).keySet()) {
        set(module, name, Tensor.require(values, block + "." + name), trainable);
      }
      whole.set(block, module);
    }
    return whole;
  }

  private static void set(ScriptModule module, String name, Tensor value, boolean trainable) {
    module.set(name, new ScriptModule.Parameter(value, trainable));
  }

  /** The declarations of the blocks as the network's attributes. */
  String blocks() {
    return weights.blocks().stream()
        .map(b -> "  %s : __torch__.%s\n".formatted(b, classes.apply(b)))
        .collect(joining());
  }

  /** One line for each block of a stage, {@code x} through all of them. */
  String calls(String stage, String arguments) {
    return weights.blocks().stream()
        .filter(b -> b.startsWith(stage))
        .map(b -> "    x = (self.%s).apply%s\n".formatted(b, arguments))
        .collect(joining());
  }

  static String declared(Collection<String> names) {
    return "  __parameters__ = ["
        + names.stream().map(n -> "\"" + n + "\", ").collect(joining())
        + "]\n  __buffers__ = []\n  training : bool\n"
        + names.stream().map(n -> "  " + n + " : Tensor\n").collect(joining());
  }

  /** A line that ends in a backslash stands for text that brings its own end of line. */
  static String template(String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      try (InputStream in = BlockScript.class.getResourceAsStream(name)) {
        byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
        text.append(new String(bytes, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString().replace("\\\n", "");
  }
}
