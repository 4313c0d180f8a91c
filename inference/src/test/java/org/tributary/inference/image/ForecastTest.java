package org.tributary.inference.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ForecastTest {
  private final Forecast forecast = new Forecast(4);

  @Test
  void etaMs_isUnknownBeforeTheFirstEvaluation() {
    assertNull(forecast.etaMs(20, 0));
  }

  @Test
  void etaMs_isTheEvaluationsLeft_andAShareOfThoseBefore() {
    forecast.evaluated(30_000_000);
    assertEquals(600, forecast.etaMs(20, 0));
    assertEquals(900, forecast.etaMs(20, 40));
  }

  @Test
  void etaMs_followsWhatEvaluationsTake() {
    forecast.evaluated(10_000_000);
    for (int i = 0; i < 50; i++) {
      forecast.evaluated(40_000_000);
    }
    assertEquals(40, forecast.etaMs(1, 0));
  }
}
