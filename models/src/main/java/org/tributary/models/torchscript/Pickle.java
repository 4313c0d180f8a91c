package org.tributary.models.torchscript;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.models.tensor.Tensor;

/** Writes the part of Python's pickle protocol 2 that torch::jit::load reads. */
final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Tensor> tensors = new ArrayList<>();
  private final IdentityHashMap<Tensor, Integer> keys = new IdentityHashMap<>();

  /** The pickled object; {@link #tensors} then lists the storages it refers to by index. */
  byte[] write(ScriptModule root) {
    op(0x80);
    op(2);
    value(root);
    op('.');
    return out.toByteArray();
  }

  List<Tensor> tensors() {
    return tensors;
  }

  private void value(Object value) {
    switch (value) {
      case Boolean b -> op(b ? 0x88 : 0x89);
      case Integer i -> integer(i);
      case Long l -> integer(l);
      case Double d -> real(d);
      case String s -> string(s);
      case Tensor t -> tensor(t, false);
      case ScriptModule.Parameter p -> tensor(p.tensor(), p.gradient());
      case ScriptModule m -> object(m);
      case List<?> l -> list(l);
      default -> throw new IllegalArgumentException("cannot pickle " + value.getClass());
    }
  }

  private void object(ScriptModule module) {
    global("__torch__", module.className());
    op(')');
    op(0x81);
    op('}');
    op('(');
    for (Map.Entry<String, Object> attribute : module.attributes().entrySet()) {
      string(attribute.getKey());
      value(attribute.getValue());
    }
    op('u');
    op('b');
  }

  private void list(List<?> values) {
    op(']');
    if (!values.isEmpty()) {
      op('(');
      values.forEach(this::value);
      op('e');
    }
  }

  private void tensor(Tensor tensor, boolean gradient) {
    int key = keys.computeIfAbsent(tensor, t -> tensors.size());
    if (key == tensors.size()) {
      tensors.add(tensor);
    }
    global("torch._utils", "_rebuild_tensor_v2");
    op('(');
    op('(');
    string("storage");
    global("torch", tensor.dtype().torchStorage());
    string(String.valueOf(key));
    string("cpu");
    integer(tensor.size());
    op('t');
    op('Q');
    integer(0);
    longs(tensor.shape());
    longs(strides(tensor.shape()));
    op(gradient ? 0x88 : 0x89);
    global("collections", "OrderedDict");
    op(')');
    op('R');
    op('t');
    op('R');
  }

  private static List<Long> strides(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape.get(i);
    }
    return List.of(strides);
  }

  private void longs(List<Long> values) {
    op('(');
    values.forEach(this::integer);
    op('t');
  }

  private void integer(long value) {
    if (value >= 0 && value < 256) {
      op('K');
      op((int) value);
    } else if (value == (int) value) {
      op('J');
      littleEndian(value, 4);
    } else {
      op(0x8a);
      op(8);
      littleEndian(value, 8);
    }
  }

  private void real(double value) {
    op('G');
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      op((int) (bits >> shift));
    }
  }

  private void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X');
    littleEndian(utf8.length, 4);
    out.writeBytes(utf8);
  }

  private void global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void littleEndian(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      op((int) (value >> (8 * i)));
    }
  }

  private void op(int b) {
    out.write(b);
  }
}
