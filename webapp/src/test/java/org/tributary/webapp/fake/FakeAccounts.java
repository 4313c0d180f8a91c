package org.tributary.webapp.fake;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Trial accounts as the gateway's public API opens and shows them. */
@Controller("/v1/accounts")
public class FakeAccounts {
  private static final long LIMIT = 250_000;

  private final AtomicInteger opened = new AtomicInteger();
  private final Map<String, Long> spentByAccessKey = new ConcurrentHashMap<>();

  @Post("/trial")
  Map<String, Object> openTrial() {
    String accessKey = "tb-" + String.format("%032x", opened.incrementAndGet()) + "-secret";
    spentByAccessKey.put(accessKey, 0L);
    return Map.of("accessKey", accessKey, "account", account(0));
  }

  @Get("/me")
  HttpResponse<?> me(@Nullable @Header String authorization) {
    return knows(authorization)
        ? HttpResponse.ok(account(spentByAccessKey.getOrDefault(accessKey(authorization), 0L)))
        : FakeErrors.unknownAccessKey();
  }

  boolean knows(@Nullable String authorization) {
    return authorization != null && spentByAccessKey.containsKey(accessKey(authorization));
  }

  void charge(@Nullable String authorization, long amount) {
    spentByAccessKey.merge(accessKey(authorization), amount, Long::sum);
  }

  /** How many trial accounts were opened so far. */
  public int opened() {
    return opened.get();
  }

  /** Forgets every account, as a gateway does that was begun anew. */
  public void forgetAll() {
    spentByAccessKey.clear();
  }

  /** Makes an access key known, as one that a visitor brings along. */
  public void admit(String accessKey) {
    spentByAccessKey.put(accessKey, 0L);
  }

  private static String accessKey(@Nullable String authorization) {
    return authorization == null ? "" : authorization.replaceFirst("^Bearer ", "");
  }

  private static Map<String, Object> account(long spent) {
    return Map.of(
        "id", "acct_1",
        "limit", Long.toString(LIMIT),
        "remaining", Long.toString(LIMIT - spent),
        "spent", Long.toString(spent),
        "erc20", Map.of("symbol", "DevUSD", "decimals", 6));
  }
}
