package org.tributary.gateway.limit;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * Whose word on where a visitor comes from is taken.
 *
 * @param trustedProxies those whose X-Forwarded-For is believed: addresses, or ranges like
 *     10.0.0.0/8
 */
@ConfigurationProperties("tributary.visitors")
public record VisitorConfig(@Bindable(defaultValue = "") List<String> trustedProxies) {

  public VisitorConfig {
    trustedProxies = trustedProxies.stream().filter(text -> !text.isBlank()).toList();
  }
}
