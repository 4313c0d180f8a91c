package org.tributary.gateway.earnings;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** What everyone has earned, for anyone to read, and what a payee's wallet sends to be paid. */
@Controller("/v1/earnings")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EarningsController {
  private static final int MAX_PAGE = 100;

  private final Earnings earnings;
  private final DailyEarnings days;
  private final ReceiptEarnings receipts;
  private final WalletClaims claims;

  EarningsController(
      Earnings earnings, DailyEarnings days, ReceiptEarnings receipts, WalletClaims claims) {
    this.earnings = earnings;
    this.days = days;
    this.receipts = receipts;
    this.claims = claims;
  }

  /** As JSON all of it; as CSV by payee, or by asset. */
  @Get(produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_CSV})
  HttpResponse<?> earnings(
      HttpHeaders headers,
      @Nullable @QueryValue String format,
      @QueryValue(defaultValue = "payee") String by) {
    boolean byAsset = by.equals("asset");
    if (!byAsset && !by.equals("payee")) {
      throw invalid("by", "This is by payee or asset; see also /v1/earnings/days and /receipts.");
    }
    return answer(
        earnings.view(),
        byAsset ? EarningsCsv::assets : EarningsCsv::payees,
        isCsv(headers, format));
  }

  /** Days (UTC) newest first; {@code next} of one page is {@code before} of the one behind it. */
  @Get(
      value = "/days",
      produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_CSV})
  HttpResponse<?> days(
      HttpHeaders headers,
      @Nullable @QueryValue String format,
      @Nullable @QueryValue String payee,
      @Nullable @QueryValue String asset,
      @Nullable @QueryValue String before) {
    Address of = payee == null ? null : parsed(payee, "payee", Address::new);
    AssetId from = asset == null ? null : parsed(asset, "asset", AssetId::parse);
    DailyEarningsView page = parsed("", "before", any -> days.page(of, from, before));
    return answer(page, EarningsCsv::days, isCsv(headers, format));
  }

  /** Receipts newest first; {@code next} of one page is {@code before} of the one behind it. */
  @Get(
      value = "/receipts",
      produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_CSV})
  HttpResponse<?> receipts(
      HttpHeaders headers,
      @Nullable @QueryValue String format,
      @Nullable @QueryValue String payee,
      @Nullable @QueryValue String asset,
      @Nullable @QueryValue String before,
      @QueryValue(defaultValue = "50") int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw invalid("limit", "A page has 1 to " + MAX_PAGE + " receipts.");
    }
    Address of = payee == null ? null : parsed(payee, "payee", Address::new);
    AssetId from = asset == null ? null : parsed(asset, "asset", AssetId::parse);
    ReceiptEarningsView page = parsed("", "before", any -> receipts.page(of, from, before, limit));
    return answer(page, EarningsCsv::receipts, isCsv(headers, format));
  }

  @Get("/{payee}/claim")
  ClaimView claim(String payee) {
    return claims
        .of(parsed(payee, "payee", Address::new))
        .orElseThrow(() ->
            new ApiException(
                HttpStatus.NOT_FOUND,
                ApiError.INVALID_REQUEST,
                "nothing_granted",
                "payee",
                "No active epoch grants this address anything; GET /v1/earnings says who is."));
  }

  private static boolean isCsv(HttpHeaders headers, @Nullable String format) {
    if (format != null && !format.equals("csv") && !format.equals("json")) {
      throw invalid("format", "The formats are json and csv.");
    }
    return format == null
        ? headers.accept().contains(MediaType.TEXT_CSV_TYPE)
        : format.equals("csv");
  }

  private static <T> HttpResponse<?> answer(T view, Function<T, String> csv, boolean isCsv) {
    return isCsv
        ? HttpResponse.ok(csv.apply(view)).contentType(MediaType.TEXT_CSV_TYPE)
        : HttpResponse.ok(view).contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  private static <T> T parsed(String text, String field, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw invalid(field, "This cannot be read: " + e.getMessage());
    }
  }

  private static ApiException invalid(String field, String message) {
    return new ApiException(
        HttpStatus.BAD_REQUEST, ApiError.INVALID_REQUEST, "invalid_" + field, field, message);
  }
}
