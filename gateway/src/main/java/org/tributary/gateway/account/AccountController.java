package org.tributary.gateway.account;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.limit.Visitors;

/** Opens trial accounts, and shows an account to whoever holds its access key. */
@Controller("/v1/accounts")
@ExecuteOn(TaskExecutors.BLOCKING)
class AccountController {

  private final Trials trials;
  private final Visitors visitors;
  private final Clock clock;
  private final Channels channels;
  private final Admissions admissions;
  private final Erc20 erc20;

  AccountController(
      Trials trials,
      Visitors visitors,
      Channels channels,
      Admissions admissions,
      Erc20 erc20,
      Clock clock) {
    this.trials = trials;
    this.visitors = visitors;
    this.clock = clock;
    this.channels = channels;
    this.admissions = admissions;
    this.erc20 = erc20;
  }

  /** The one answer that shows an access key. */
  record TrialView(String accessKey, AccountView account) {}

  @Post("/trial")
  @Status(HttpStatus.CREATED)
  TrialView openTrial(HttpRequest<?> request) {
    return switch (trials.open(visitors.of(request))) {
      case TrialOutcome.Opened(Account account, AccessKey key) ->
          new TrialView(key.reveal(), view(account));
      case TrialOutcome.UsedUp(TrialOutcome.Scope scope) ->
          throw usedUp(scope, secondsToMidnight());
      case TrialOutcome.NotOffered() -> throw notOffered();
    };
  }

  @Get("/me")
  AccountView me(@Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization) {
    return view(admissions.require(authorization));
  }

  private AccountView view(Account account) {
    long available = channels.find(account.channel()).map(Channel::available).orElse(0L);
    return AccountView.of(account, available, erc20);
  }

  private String secondsToMidnight() {
    long second = clock.instant().atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
    return Long.toString(Duration.ofDays(1).toSeconds() - second);
  }

  private static ApiException usedUp(TrialOutcome.Scope scope, String retryAfter) {
    String message =
        switch (scope) {
          case DAY -> "Today's trial accounts are all taken. Try again tomorrow (UTC).";
          case RANGE ->
              "Your network's range of addresses has opened its trial accounts for today. Go on"
                  + " with one you have, or try again tomorrow (UTC).";
          case ADDRESS ->
              "Your network address has opened its trial accounts for today. Go on with one you"
                  + " have, or try again tomorrow (UTC).";
        };
    return new ApiException(
            HttpStatus.TOO_MANY_REQUESTS, ApiError.RATE_LIMIT, "trial_limit_reached", null, message)
        .withHeader("Retry-After", retryAfter);
  }

  private static ApiException notOffered() {
    return new ApiException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ApiError.SERVER,
        "trial_unavailable",
        null,
        "This gateway offers no trial accounts at the moment.");
  }
}
