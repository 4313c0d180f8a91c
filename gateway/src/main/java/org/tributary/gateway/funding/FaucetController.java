package org.tributary.gateway.funding;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.limit.Counters;
import org.tributary.gateway.limit.Counters.Bound;
import org.tributary.gateway.limit.Network;
import org.tributary.gateway.limit.Visitors;

/** Gives a development chain's money to whoever asks, so often a day. */
@Controller("/v1/faucet")
@ExecuteOn(TaskExecutors.BLOCKING)
class FaucetController {

  private final Provider<Faucet> faucet;
  private final Counters counters;
  private final Visitors visitors;
  private final FundingConfig config;

  FaucetController(
      Provider<Faucet> faucet, Counters counters, Visitors visitors, FundingConfig config) {
    this.faucet = faucet;
    this.counters = counters;
    this.visitors = visitors;
    this.config = config;
  }

  record FaucetRequest(@Nullable Address address) {}

  /** {@code amount} in base units, in decimal text. */
  record FaucetView(Address address, String amount, Bytes32 transaction) {}

  @Post
  FaucetView give(HttpRequest<?> request, @Body FaucetRequest body) {
    if (!faucet.get().isOffered()) {
      throw new ApiException(
          HttpStatus.NOT_FOUND,
          ApiError.INVALID_REQUEST,
          "faucet_unavailable",
          null,
          "There is a faucet on development chains only; here money is real.");
    }
    Address address = Fields.required(body.address(), "address", "the address that is to get it");
    count(address, Network.of(visitors.of(request)));
    return new FaucetView(address, faucet.get().amount().toString(), faucet.get().give(address));
  }

  private void count(Address address, String network) {
    boolean counted =
        counters.count(
            "faucet",
            Duration.ofDays(1),
            List.of(
                new Bound("all", config.faucetPerDay()),
                new Bound(network, config.faucetPerNetwork()),
                new Bound(address.text(), config.faucetPerAddress())));
    if (!counted) {
      throw new ApiException(
          HttpStatus.TOO_MANY_REQUESTS,
          ApiError.RATE_LIMIT,
          "faucet_limit_reached",
          null,
          "The faucet has given this address enough for today. Try again tomorrow (UTC).");
    }
  }
}
