package org.tributary.webapp.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import java.util.Map;

/** Prices of pictures before they are ordered. */
@Controller("/v1/quote")
class FakeQuotes {
  @Post("{?endpoint}")
  Map<String, Object> quote(@QueryValue String endpoint, @Body JsonNode request) {
    long steps = request.path("steps").asLong() * request.path("n").asLong();
    return Map.of(
        "object",
        "quote",
        "endpoint",
        endpoint,
        "ceiling",
        Long.toString(steps * FakeImageJob.PRICE_PER_STEP),
        "erc20",
        Map.of("symbol", "DevUSD", "decimals", 6));
  }
}
