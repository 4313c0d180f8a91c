package org.tributary.models.torchscript;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.models.tensor.Tensor;

/**
 * One object of a TorchScript archive: a class of the archive's source and its attribute values.
 *
 * <p>An attribute is a {@link Tensor}, a {@link Parameter}, a Boolean, Long, Double, String, a
 * {@link List} of these, or another module. Its order and names follow the class's declaration.
 */
public final class ScriptModule {
  private final String className;
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  /** An object of {@code __torch__.<className>}. */
  public ScriptModule(String className) {
    this.className = className;
    attributes.put("training", false);
  }

  public ScriptModule set(String name, Object value) {
    attributes.put(name, value);
    return this;
  }

  String className() {
    return className;
  }

  Map<String, Object> attributes() {
    return attributes;
  }

  /** A tensor that the class declares among its parameters, with gradients taken for it or not. */
  public record Parameter(Tensor tensor, boolean gradient) {
    /** A tensor that gradients are taken for. */
    public Parameter(Tensor tensor) {
      this(tensor, true);
    }
  }
}
