package org.tributary.inference.diffusion;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a step goes on from what the model says; each has the one name that requests use. */
public enum Sampler {
  /** One evaluation a step along the straight line; on a variance-preserving path this is DDIM. */
  EULER,
  /** Two evaluations a step, and the mean of both slopes; for flows only. */
  HEUN,
  /** Song et al. (2021) without noise of its own: the same step as Euler's on a flow. */
  DDIM,
  /** DPM-Solver++ 2M (Lu et al., 2022): one evaluation a step, extrapolated from the last one. */
  DPM_SOLVER_2M;

  /** As requests write it. */
  public String text() {
    return this == DPM_SOLVER_2M ? "dpm-solver++-2m" : name().toLowerCase(Locale.ROOT);
  }

  /** Of the model, for each step. */
  public int evaluations() {
    return this == HEUN ? 2 : 1;
  }

  /** Those that {@code path} has; the first is taken where none is named. */
  public static List<Sampler> of(NoisePath path) {
    return Arrays.stream(values()).filter(s -> s.fits(path)).toList();
  }

  /** Whether its steps are defined on {@code path}. */
  public boolean fits(NoisePath path) {
    return switch (this) {
      case EULER, HEUN -> path instanceof FlowPath;
      case DDIM -> path instanceof VariancePath;
      case DPM_SOLVER_2M -> true;
    };
  }
}
