package org.tributary.gateway.funding;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositPermit;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.funding.TypedData.Field;

/** Writes out what a payer has to sign for a deposit. */
@Singleton
class DepositForms {

  private static final List<Field> RECEIVE =
      List.of(
          new Field("from", "address"),
          new Field("to", "address"),
          new Field("value", "uint256"),
          new Field("validAfter", "uint256"),
          new Field("validBefore", "uint256"),
          new Field("nonce", "bytes32"));

  private static final List<Field> PERMIT =
      List.of(
          new Field("owner", "address"),
          new Field("spender", "address"),
          new Field("value", "uint256"),
          new Field("nonce", "uint256"),
          new Field("deadline", "uint256"));

  private final FundingChain chain;
  private final Domain erc20;
  private final FundingConfig config;
  private final SecureRandom random;
  private final Clock clock;

  DepositForms(
      FundingChain chain,
      Deployment deployment,
      ChannelTerms terms,
      FundingConfig config,
      SecureRandom random,
      Clock clock) {
    this.chain = chain;
    this.erc20 =
        Domain.onChain(
            terms.erc20Name(), terms.erc20Version(), deployment.chainId(), deployment.erc20());
    this.config = config;
    this.random = random;
    this.clock = clock;
  }

  /**
   * What is sent back with its signature, and what is signed; numbers are decimal text.
   *
   * @param salt makes the authorization one of its own
   */
  record Erc3009Form(
      String amount, String validAfter, String validBefore, String salt, TypedData typedData) {}

  Erc3009Form erc3009(OwnChannel channel, BigInteger amount) {
    DepositAuthorization it =
        new DepositAuthorization(
            channel.config().payer(),
            channel.id(),
            amount,
            Instant.EPOCH,
            end(),
            new BigInteger(128, random));
    String validBefore = Long.toString(it.validBefore().getEpochSecond());
    Map<String, Object> message =
        Map.of(
            "from", it.payer().text(),
            "to", SettlementDomain.ERC3009_COLLECTOR.text(),
            "value", amount.toString(),
            "validAfter", "0",
            "validBefore", validBefore,
            "nonce", it.nonce().text());
    return new Erc3009Form(
        amount.toString(),
        "0",
        validBefore,
        it.salt().toString(),
        TypedData.of(erc20, "ReceiveWithAuthorization", RECEIVE, message));
  }

  /**
   * The same by permit.
   *
   * @param nonce how many permits the payer has given before
   */
  record PermitForm(
      String amount, String deadline, String salt, String nonce, TypedData typedData) {}

  /** Empty on a chain without the collector of permits. */
  Optional<PermitForm> permit(OwnChannel channel, BigInteger amount) {
    if (!chain.takesPermits()) {
      return Optional.empty();
    }
    DepositPermit it = chain.permit(channel, amount, new BigInteger(128, random), end());
    String deadline = Long.toString(it.deadline().getEpochSecond());
    Map<String, Object> message =
        Map.of(
            "owner", it.payer().text(),
            "spender", it.spender().text(),
            "value", amount.toString(),
            "nonce", it.nonce().toString(),
            "deadline", deadline);
    return Optional.of(
        new PermitForm(
            amount.toString(),
            deadline,
            it.salt().toString(),
            it.nonce().toString(),
            TypedData.of(erc20, "Permit", PERMIT, message)));
  }

  private Instant end() {
    return clock.instant().plus(config.authorizationLife()).truncatedTo(ChronoUnit.SECONDS);
  }
}
