package org.tributary.models.diffusion;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a diffusion model's output stands for, by which it is sampled. */
public enum Prediction {
  /** Where each value moves on the straight way from noise to image (Lipman et al., 2023). */
  FLOW("flow_velocity"),
  /** The noise in its input (Ho et al., 2020). */
  EPSILON("epsilon"),
  /** image · ε − noise · x0 (Salimans and Ho, 2022). */
  VELOCITY("v_prediction");

  private final String text;

  Prediction(String text) {
    this.text = text;
  }

  /** As {@code prediction_type} of config.json has it. */
  public String text() {
    return text;
  }

  /**
   * The prediction called {@code text}.
   *
   * @throws IllegalArgumentException naming it and those that are known
   */
  static Prediction of(String text) {
    return Arrays.stream(values())
        .filter(p -> p.text.equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "prediction_type is "
                    + (text.isEmpty() ? "absent" : "\"" + text + "\"")
                    + ", not one of "
                    + Arrays.stream(values())
                        .map(Prediction::text)
                        .collect(Collectors.joining(", "))));
  }
}
