package org.tributary.gateway.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sums and differences in scripts are exact far beyond what Lua's own numbers hold. */
@ExtendWith(RealRedis.class)
class AmountsIT {

  private static final LuaScript PLUS = LuaScript.load("test_plus");
  private static final LuaScript REST = LuaScript.load("test_rest");
  private static final LuaScript ONTO = LuaScript.load("test_onto");
  private static final LuaScript LESS = LuaScript.load("test_less");

  @Test
  void plus_isExact(Redis redis) {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      BigInteger a = new BigInteger(random.nextInt(64), random);
      BigInteger b = new BigInteger(random.nextInt(64), random);
      assertPlus(redis, a, b);
    }
    BigInteger max = BigInteger.valueOf(Long.MAX_VALUE);
    assertPlus(redis, max, max);
    assertPlus(redis, BigInteger.TEN.pow(15).subtract(BigInteger.ONE), BigInteger.ONE);
    assertPlus(redis, new BigInteger("9007199254740993"), BigInteger.ZERO);
  }

  @Test
  void rest_isExact(Redis redis) {
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      BigInteger a = new BigInteger(random.nextInt(64), random);
      BigInteger b = new BigInteger(random.nextInt(64), random);
      assertRest(redis, a.max(b), a.min(b));
    }
    BigInteger max = BigInteger.valueOf(Long.MAX_VALUE);
    assertRest(redis, max, max);
    assertRest(redis, max, BigInteger.ONE);
    assertRest(redis, BigInteger.TEN.pow(15), BigInteger.ONE);
    assertRest(redis, new BigInteger("9007199254740993"), BigInteger.ZERO);
  }

  @Test
  void onto_isExactBelowZeroToo(Redis redis) {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      BigInteger a = new BigInteger(random.nextInt(64), random);
      BigInteger b = new BigInteger(random.nextInt(64), random);
      BigInteger from = random.nextBoolean() ? a : a.negate();
      assertOnto(redis, from, b);
      assertOnto(redis, from, a);
    }
    assertOnto(redis, BigInteger.TEN.pow(15).negate(), BigInteger.ONE);
  }

  @Test
  void less_isExactBelowZeroToo(Redis redis) {
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      BigInteger a = new BigInteger(random.nextInt(64), random).subtract(BigInteger.TEN.pow(15));
      BigInteger b = a.add(BigInteger.valueOf(random.nextInt(3) - 1));
      assertEquals(
          List.of(Boolean.toString(a.compareTo(b) < 0)),
          LESS.run(redis, List.of(), a.toString(), b.toString()),
          a + " < " + b);
    }
  }

  private static void assertOnto(Redis redis, BigInteger a, BigInteger b) {
    assertEquals(
        List.of(a.add(b).toString()),
        ONTO.run(redis, List.of(), a.toString(), b.toString()),
        a + " + " + b);
  }

  private static void assertRest(Redis redis, BigInteger a, BigInteger b) {
    assertEquals(
        List.of(a.subtract(b).toString()),
        REST.run(redis, List.of(), a.toString(), b.toString()),
        a + " - " + b);
  }

  private static void assertPlus(Redis redis, BigInteger a, BigInteger b) {
    assertEquals(
        List.of(a.add(b).toString()),
        PLUS.run(redis, List.of(), a.toString(), b.toString()),
        a + " + " + b);
  }
}
