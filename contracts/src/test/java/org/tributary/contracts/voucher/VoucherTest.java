package org.tributary.contracts.voucher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;

/** The expected digests were made with viem from the types of the x402 specification. */
class VoucherTest {
  private static final Domain DOMAIN = SettlementDomain.of(31337);
  private static final ChannelConfig CHANNEL =
      new ChannelConfig(
          address(1),
          address(2),
          address(3),
          address(4),
          address(5),
          Duration.ofDays(1),
          Bytes32.of(BigInteger.valueOf(6)));
  private static final ChannelId ID = CHANNEL.id(DOMAIN);
  private static final Voucher VOUCHER = new Voucher(ID, BigInteger.valueOf(1_000_000));

  @Test
  void id_isTheHashOfTheConfig() {
    assertEquals("0x5b59dd316744eef4222d86f0a90ac212ae03027d4493e90a08fed75cf45e5d82", ID.text());
    assertEquals(0x5b, ID.partition());
  }

  @Test
  void digest_isTheOneWalletsSign() {
    assertEquals(
        "0x0bdb676c43da6f515880808fd7ec6897f67649e77c5000d627541306d18677ca",
        VOUCHER.digest(DOMAIN).text());
  }

  @Test
  void batchDigest_coversEveryClaimInOrder() {
    SignedVoucher signed = VOUCHER.sign(SigningKey.random(), DOMAIN);
    Claim first = new Claim(CHANNEL, signed, BigInteger.valueOf(999));
    Claim second = new Claim(CHANNEL, signed, BigInteger.valueOf(1_000_000));
    assertEquals(
        "0x96c08407d1e40a70096188da94981ac892cd815eeee882d7b7a061b645504485",
        new ClaimBatch(List.of(first, second)).digest(DOMAIN).text());
  }

  @Test
  void depositDigest_bindsTheChannelThroughItsNonce() {
    DepositAuthorization authorization =
        new DepositAuthorization(
            address(1),
            ID,
            BigInteger.valueOf(5_000_000),
            Instant.EPOCH,
            Instant.ofEpochSecond(2_000_000_000),
            BigInteger.valueOf(7));
    assertEquals(
        "0x7058e6dba8fb3a4735884c828ad1e2223724cb9d5bc521a433e465342c336609",
        authorization.digest(Domain.onChain("DevUSD", "1", 31337, address(5))).text());
  }

  @Test
  void isBy_acceptsOnlyTheAuthorizer() {
    SigningKey authorizer = SigningKey.random();
    SignedVoucher signed = VOUCHER.sign(authorizer, DOMAIN);
    assertTrue(signed.isBy(authorizer.address(), DOMAIN));
    assertFalse(signed.isBy(SigningKey.random().address(), DOMAIN));
    assertFalse(signed.isBy(authorizer.address(), SettlementDomain.of(1)));
  }

  @Test
  void config_refusesAZeroAuthorizerAndABadDelay() {
    assertThrows(IllegalArgumentException.class, () -> channel(Address.ZERO, Duration.ofDays(1)));
    assertThrows(
        IllegalArgumentException.class, () -> channel(address(2), Duration.ofSeconds(899)));
    assertThrows(IllegalArgumentException.class, () -> channel(address(2), Duration.ofDays(31)));
    assertEquals(
        Duration.ofSeconds(900), channel(address(2), Duration.ofSeconds(900)).withdrawDelay());
  }

  @Test
  void amounts_areUint128() {
    BigInteger tooBig = BigInteger.ONE.shiftLeft(128);
    assertThrows(IllegalArgumentException.class, () -> new Voucher(ID, tooBig));
    assertThrows(IllegalArgumentException.class, () -> new Voucher(ID, BigInteger.ONE.negate()));
    assertEquals(128, new Voucher(ID, tooBig.subtract(BigInteger.ONE)).maxClaimable().bitLength());
  }

  @Test
  void claim_refusesMoreThanTheCeiling() {
    SignedVoucher signed = VOUCHER.sign(SigningKey.random(), DOMAIN);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Claim(CHANNEL, signed, BigInteger.valueOf(1_000_001)));
  }

  private static ChannelConfig channel(Address authorizer, Duration delay) {
    return new ChannelConfig(
        address(1), authorizer, address(3), address(4), address(5), delay, Bytes32.ZERO);
  }

  private static Address address(int n) {
    return new Address("0x%040x".formatted(n));
  }
}
