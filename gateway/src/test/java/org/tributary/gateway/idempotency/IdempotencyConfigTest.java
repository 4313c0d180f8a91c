package org.tributary.gateway.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.BoundDefaults;

class IdempotencyConfigTest {
  @Test
  void defaults_arePinned() {
    assertEquals(List.of("1048576", "20s", "200ms"), BoundDefaults.of(IdempotencyConfig.class));
  }
}
