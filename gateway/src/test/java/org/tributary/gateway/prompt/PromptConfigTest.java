package org.tributary.gateway.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.BoundDefaults;

class PromptConfigTest {
  @Test
  void defaults_arePinned() {
    assertEquals(
        List.of("16777216", "16384", "4194304", "5s", "10000", "10m"),
        BoundDefaults.of(PromptConfig.class));
  }
}
