package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.Share;

/** Millionths of a base unit, by who is paid, and the same by what for. */
public record Earned(Map<Address, BigInteger> byPayee, Map<Part, BigInteger> byPart) {
  public static final Earned NOTHING = new Earned(Map.of(), Map.of());

  public Earned {
    byPayee = Map.copyOf(byPayee);
    byPart = Map.copyOf(byPart);
  }

  static Earned of(Collection<Share> shares) {
    Map<Address, BigInteger> byPayee = new HashMap<>();
    Map<Part, BigInteger> byPart = new HashMap<>();
    for (Share share : shares) {
      BigInteger millionths = BigInteger.valueOf(share.millionths());
      byPayee.merge(share.payee(), millionths, BigInteger::add);
      byPart.merge(Part.of(share), millionths, BigInteger::add);
    }
    return new Earned(byPayee, byPart);
  }

  public Earned plus(Earned other) {
    return new Earned(sum(byPayee, other.byPayee), sum(byPart, other.byPart));
  }

  private static <K> Map<K, BigInteger> sum(Map<K, BigInteger> one, Map<K, BigInteger> other) {
    Map<K, BigInteger> sum = new HashMap<>(one);
    other.forEach((key, amount) -> sum.merge(key, amount, BigInteger::add));
    return sum;
  }
}
