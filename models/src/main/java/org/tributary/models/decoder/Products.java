package org.tributary.models.decoder;

import org.jspecify.annotations.Nullable;

/** TorchScript for products with a weight matrix: how it is stored, and how it is multiplied. */
sealed interface Products {
  /** An expression that stores the float matrix {@code w}, for {@link #product}. */
  String stored(String w);

  /** A second stored tensor that goes with it, or null. */
  default @Nullable String scale(String w) {
    return null;
  }

  /** {@code x · matrixᵀ + bias}; {@code bias} is an expression or "None". */
  String product(String x, String matrix, String bias);

  /** {@code other + x · matrixᵀ + bias}. */
  default String added(String other, String x, String matrix, String bias) {
    return "torch.add(%s, %s)".formatted(other, product(x, matrix, bias));
  }

  /** {@code silu(x · gateᵀ + gateBias) * (x · upᵀ + upBias)}. */
  default String gated(String x, String gate, String gateBias, String up, String upBias) {
    return "torch.mul(torch.silu(%s), %s)"
        .formatted(product(x, gate, gateBias), product(x, up, upBias));
  }

  /** Products that a chunk of a prompt uses, where they differ from one step's. */
  default Products ofChunks() {
    return this;
  }

  /** oneDNN's packed matrices with what follows the product fused into it; CPU only. */
  record Packed() implements Products {
    @Override
    public String stored(String w) {
      return "ops.mkldnn._reorder_linear_weight(" + w + ", 8)";
    }

    @Override
    public String product(String x, String matrix, String bias) {
      return unary(x, matrix, bias, "none");
    }

    @Override
    public String added(String other, String x, String matrix, String bias) {
      return binary(x, other, matrix, bias, "add");
    }

    @Override
    public String gated(String x, String gate, String gateBias, String up, String upBias) {
      return binary(x, unary(x, gate, gateBias, "swish"), up, upBias, "mul");
    }

    private static String unary(String x, String matrix, String bias, String then) {
      return "ops.mkldnn._linear_pointwise(%s, self.%s, %s, \"%s\","
              .formatted(x, matrix, bias, then)
          + " annotate(List[Optional[number]], []), \"\")";
    }

    private static String binary(String x, String other, String matrix, String bias, String with) {
      return "ops.mkldnn._linear_pointwise(%s, %s, self.%s, %s, \"%s\")"
          .formatted(x, other, matrix, bias, with);
    }
  }

  /** The plain operator, on any device. */
  record Plain() implements Products {
    @Override
    public String stored(String w) {
      return "torch.contiguous(" + w + ")";
    }

    @Override
    public String product(String x, String matrix, String bias) {
      return "torch.linear(%s, self.%s, %s)".formatted(x, matrix, bias);
    }
  }

  /** 8-bit matrices with a scale for each row; a chunk multiplies by the restored matrix. */
  record Int8(boolean chunk) implements Products {
    @Override
    public String stored(String w) {
      return ("torch.contiguous(torch.clamp(torch.round(torch.div(%s.to(6),"
              + " torch.unsqueeze(%s, 1))), -127, 127).to(1))")
          .formatted(w, rowScale(w));
    }

    @Override
    public String scale(String w) {
      return rowScale(w) + ".to(15)";
    }

    private static String rowScale(String w) {
      return "torch.clamp_min(torch.div(torch.amax(torch.abs(%s.to(6)), [1], False), 127.), 1e-30)"
          .formatted(w);
    }

    @Override
    public String product(String x, String matrix, String bias) {
      if (chunk) {
        return "torch.linear(%s, torch.mul(self.%s.to(15), torch.unsqueeze(self.%s_s, 1)), %s)"
            .formatted(x, matrix, matrix, bias);
      }
      String product =
          "torch._weight_int8pack_mm(%s, self.%s, self.%s_s)".formatted(x, matrix, matrix);
      return bias.equals("None") ? product : "torch.add(%s, %s)".formatted(product, bias);
    }

    @Override
    public Products ofChunks() {
      return new Int8(true);
    }
  }
}
