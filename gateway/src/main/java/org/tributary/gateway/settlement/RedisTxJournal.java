package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.OpenTx;
import org.tributary.contracts.chain.OpenTx.Attempt;
import org.tributary.contracts.chain.TransactionRequest;
import org.tributary.contracts.chain.TxJournal;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** The open transactions of one sender, in one hash that all gateways share. */
final class RedisTxJournal implements TxJournal {
  private static final LuaScript OPEN = LuaScript.load("tx_open");
  private static final LuaScript ATTEMPT = LuaScript.load("tx_attempt");
  private static final LuaScript CLOSE = LuaScript.load("tx_close");
  private static final Comparator<Attempt> BY_TIME =
      Comparator.comparing(Attempt::time).thenComparing(attempt -> attempt.fees().maxFeePerGas());

  private final Redis redis;
  private final String key;
  private final Clock clock;

  RedisTxJournal(Redis redis, Address sender, Clock clock) {
    this.redis = redis;
    this.key = "{tx:" + sender + "}:open";
    this.clock = clock;
  }

  @Override
  public OpenTx open(long floor, TransactionRequest request, BigInteger gasLimit) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    String nonce =
        OPEN.run(redis, List.of(key), Long.toString(floor), write(request, gasLimit, now)).get(1);
    return new OpenTx(Long.parseLong(nonce), request, gasLimit, now, List.of());
  }

  @Override
  public void attempt(long nonce, Attempt attempt) {
    ATTEMPT.run(redis, List.of(key), Long.toString(nonce), attempt.hash().text(), write(attempt));
  }

  @Override
  public void close(long nonce) {
    CLOSE.run(redis, List.of(key), Long.toString(nonce));
  }

  @Override
  public List<OpenTx> all() {
    Map<String, String> fields = redis.commands().hgetall(key);
    SortedMap<Long, List<Attempt>> attempts = new TreeMap<>();
    fields.forEach((field, text) -> {
      int colon = field.indexOf(':');
      long nonce = Long.parseLong(colon < 0 ? field : field.substring(0, colon));
      List<Attempt> of = attempts.computeIfAbsent(nonce, none -> new ArrayList<>());
      if (colon >= 0) {
        of.add(attempt(field.substring(colon + 1), text));
      }
    });
    return attempts.entrySet().stream()
        .map(tx -> {
          tx.getValue().sort(BY_TIME);
          return read(tx.getKey(), required(fields.get(Long.toString(tx.getKey()))), tx.getValue());
        })
        .toList();
  }

  private static String write(TransactionRequest request, BigInteger gasLimit, Instant since) {
    Address to = request.to();
    return String.join(
        " ",
        Long.toString(since.toEpochMilli()),
        gasLimit.toString(),
        to == null ? "-" : to.text(),
        request.data());
  }

  private static OpenTx read(long nonce, String text, List<Attempt> attempts) {
    String[] words = words(text, 4);
    Address to = words[2].equals("-") ? null : new Address(words[2]);
    return new OpenTx(
        nonce,
        new TransactionRequest(to, words[3]),
        new BigInteger(words[1]),
        Instant.ofEpochMilli(Long.parseLong(words[0])),
        attempts);
  }

  private static String write(Attempt attempt) {
    return String.join(
        " ",
        Long.toString(attempt.time().toEpochMilli()),
        attempt.fees().maxPriorityFeePerGas().toString(),
        attempt.fees().maxFeePerGas().toString());
  }

  private static Attempt attempt(String hash, String text) {
    String[] words = words(text, 3);
    Chain.Fees fees = new Chain.Fees(new BigInteger(words[1]), new BigInteger(words[2]));
    return new Attempt(new Bytes32(hash), fees, Instant.ofEpochMilli(Long.parseLong(words[0])));
  }

  private static String[] words(String text, int count) {
    String[] words = text.split(" ", -1);
    if (words.length != count) {
      throw new IllegalStateException("an open transaction is stored in another form");
    }
    return words;
  }

  private static String required(@Nullable String text) {
    if (text == null) {
      throw new IllegalStateException("attempts of a transaction that is not open");
    }
    return text;
  }
}
