package org.tributary.gateway.quote;

import io.micronaut.http.HttpStatus;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.Prices;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/**
 * The most that a caller lets one call cost.
 *
 * @param param where the caller says so
 */
public record MaxCost(BigInteger baseUnits, String param) {
  public static final String HEADER = "X-Tributary-Max-Cost";
  public static final String FIELD = "tributary.max_cost";
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,78}");

  /**
   * The smaller of both where both are given.
   *
   * @param field what {@link #FIELD} holds
   * @param header what {@link #HEADER} holds
   */
  public static Optional<MaxCost> of(@Nullable String field, @Nullable String header) {
    return Stream.of(parse(FIELD, field), parse(HEADER, header))
        .flatMap(Optional::stream)
        .min((a, b) -> a.baseUnits.compareTo(b.baseUnits));
  }

  private static Optional<MaxCost> parse(String param, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    if (!AMOUNT.matcher(text).matches()) {
      throw new ApiException(
          HttpStatus.BAD_REQUEST,
          ApiError.INVALID_REQUEST,
          "invalid_value",
          param,
          param + " is an amount in base units: decimal digits only, at most 78.");
    }
    return Optional.of(new MaxCost(new BigInteger(text), param));
  }

  /**
   * Refuses a call that may cost more.
   *
   * @param fix what the caller can do
   * @throws ApiException 402, naming both amounts
   */
  public void requireFor(long ceiling, String fix) {
    if (allows(ceiling)) {
      return;
    }
    throw new ApiException(
        HttpStatus.PAYMENT_REQUIRED,
        ApiError.PAYMENT,
        "max_cost_exceeded",
        param,
        "This call may cost %d base units, more than its %s of %s. %s"
            .formatted(ceiling, param, baseUnits, fix));
  }

  /**
   * Refuses a text call that may cost more.
   *
   * @throws ApiException 402, naming both amounts and the answer's length that would fit
   */
  public void requireFor(long ceiling, long promptModelTokens, Prices prices) {
    if (allows(ceiling)) {
      return;
    }
    OptionalLong fits = longestAnswer(promptModelTokens, prices);
    requireFor(
        ceiling,
        fits.isPresent()
            ? "With max_tokens " + fits.getAsLong() + " it would fit."
            : "Its prompt alone leaves no room for an answer: shorten it, or allow more.");
  }

  private boolean allows(long ceiling) {
    return BigInteger.valueOf(ceiling).compareTo(baseUnits) <= 0;
  }

  /** Of at least one model-token; the answer has a price, or the prompt alone is too dear. */
  private OptionalLong longestAnswer(long promptModelTokens, Prices prices) {
    BigInteger per = BigInteger.valueOf(Prices.PER);
    BigInteger left =
        baseUnits
            .multiply(per)
            .subtract(
                BigInteger.valueOf(prices.prompt())
                    .multiply(BigInteger.valueOf(promptModelTokens)));
    if (prices.completion() == 0 || left.signum() < 0) {
      return OptionalLong.empty();
    }
    long longest = left.divide(BigInteger.valueOf(prices.completion())).longValueExact();
    return longest < 1 ? OptionalLong.empty() : OptionalLong.of(longest);
  }
}
