package org.tributary.gateway.quote;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Deployment;
import org.tributary.gateway.account.Erc20;

/** {@code POST /v1/quote}: what a call with this body would cost at most; asks for no key. */
@Controller("/v1/quote")
@ExecuteOn(TaskExecutors.BLOCKING)
final class QuoteController {
  private final PricedEndpoints endpoints;
  private final QuoteView.Coin coin;
  private final Semaphore quotes;

  QuoteController(
      PricedEndpoints endpoints, Deployment deployment, Erc20 erc20, QuoteConfig config) {
    this.endpoints = endpoints;
    this.coin =
        new QuoteView.Coin(
            deployment.erc20().text(), deployment.chainId(), erc20.symbol(), erc20.decimals());
    this.quotes = new Semaphore(config.maxConcurrent());
  }

  @Post("{?endpoint}")
  @Consumes(MediaType.ALL)
  QuoteView quote(@Nullable @QueryValue String endpoint, HttpRequest<byte[]> request) {
    if (!quotes.tryAcquire()) {
      throw QuoteRefusals.busy();
    }
    try {
      byte[] body = request.getBody().orElseGet(() -> new byte[0]);
      PricedEndpoint priced =
          endpoint == null ? endpoints.recognise(body) : endpoints.named(endpoint);
      return QuoteView.of(priced.path(), priced.quote(body), coin);
    } finally {
      quotes.release();
    }
  }
}
