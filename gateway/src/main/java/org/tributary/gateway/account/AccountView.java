package org.tributary.gateway.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** An account as its holder sees it; amounts are base units in decimal text. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record AccountView(
    String id,
    @Nullable String limit,
    String remaining,
    String spent,
    String reserved,
    Erc20View erc20) {

  /** How to show base units. */
  record Erc20View(String symbol, int decimals) {}

  /** {@code available} is the channel's, which alone bounds an account without a limit. */
  static AccountView of(Account account, long available, Erc20 erc20) {
    Long limit = account.limit();
    Long remaining = account.remaining();
    long spendable = remaining == null ? available : Math.min(remaining, available);
    return new AccountView(
        account.id().text(),
        limit == null ? null : limit.toString(),
        Long.toString(spendable),
        Long.toString(account.spent()),
        Long.toString(account.reserved()),
        new Erc20View(erc20.symbol(), erc20.decimals()));
  }
}
