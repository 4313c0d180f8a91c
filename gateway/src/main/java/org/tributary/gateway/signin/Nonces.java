package org.tributary.gateway.signin;

import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.tributary.gateway.limit.Counters;
import org.tributary.gateway.limit.Network;
import org.tributary.gateway.redis.Redis;

/** The nonces that sign-in messages carry: each is good for one sign-in at one of the gateways. */
@Singleton
class Nonces {

  private static final int BYTES = 16;
  private static final String KNOWN = "1";

  private final Redis redis;
  private final Counters counters;
  private final SecureRandom random;
  private final SignInConfig config;

  Nonces(Redis redis, Counters counters, SecureRandom random, SignInConfig config) {
    this.redis = redis;
    this.counters = counters;
    this.random = random;
    this.config = config;
  }

  /** A new nonce, or none while too many are about, because each takes memory until it expires. */
  Optional<String> issue(InetAddress visitor) {
    boolean counted =
        counters.count(
            "signin",
            config.nonceLife(),
            List.of(
                new Counters.Bound("all", config.nonces()),
                new Counters.Bound(Network.of(visitor), config.noncesPerAddress())));
    if (!counted) {
      return Optional.empty();
    }
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    redis.commands().psetex(key(nonce), config.nonceLife().toMillis(), KNOWN);
    return Optional.of(nonce);
  }

  /** Whether this nonce was issued here and not used yet; it is used now. */
  boolean use(String nonce) {
    return KNOWN.equals(redis.commands().getdel(key(nonce)));
  }

  private static String key(String nonce) {
    return "signin:nonce:" + nonce;
  }
}
