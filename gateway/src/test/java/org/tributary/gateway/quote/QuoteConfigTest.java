package org.tributary.gateway.quote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.BoundDefaults;

class QuoteConfigTest {
  @Test
  void defaults_arePinned() {
    assertEquals(List.of("32"), BoundDefaults.of(QuoteConfig.class));
  }
}
