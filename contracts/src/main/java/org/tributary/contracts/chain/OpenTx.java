package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;

/** A transaction that has its nonce and is not known to be mined. */
public record OpenTx(
    long nonce,
    TransactionRequest request,
    BigInteger gasLimit,
    Instant since,
    List<Attempt> attempts) {

  public OpenTx {
    attempts = List.copyOf(attempts);
  }

  /** One signing of it: the same nonce, for more money each time. */
  public record Attempt(Bytes32 hash, Chain.Fees fees, Instant time) {}

  /** One more attempt; the same one again only moves its time. */
  public OpenTx with(Attempt attempt) {
    List<Attempt> all = new ArrayList<>(attempts);
    all.removeIf(each -> each.hash().equals(attempt.hash()));
    all.add(attempt);
    return new OpenTx(nonce, request, gasLimit, since, all);
  }

  String lastHash() {
    return attempts.isEmpty() ? "(not sent)" : attempts.getLast().hash().text();
  }

  Instant lastTried() {
    return attempts.isEmpty() ? since : attempts.getLast().time();
  }
}
