package org.tributary.gateway;

import io.micronaut.core.bind.annotation.Bindable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What a configuration record holds where nobody sets anything. */
public final class BoundDefaults {
  private BoundDefaults() {}

  /** The default of each component in its order, as text. */
  public static List<String> of(Class<? extends Record> configuration) {
    return Arrays.stream(configuration.getDeclaredConstructors()[0].getParameters())
        .map(parameter -> Objects.requireNonNull(parameter.getAnnotation(Bindable.class)))
        .map(Bindable::defaultValue)
        .toList();
  }
}
