package org.tributary.gateway.x402;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.deposit.Brought;
import org.tributary.gateway.deposit.Deposits;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.ReserveOutcome;

/** Takes x402 payments: the gateway is its own facilitator, and serves only its own pool. */
public final class WalletPayments {

  private final PaymentCheck check;
  private final PaymentTerms terms;
  private final WalletChannels channels;
  private final Deposits deposits;
  private final Refunds refunds;

  WalletPayments(
      PaymentCheck check,
      PaymentTerms terms,
      WalletChannels channels,
      Deposits deposits,
      Refunds refunds) {
    this.check = check;
    this.terms = terms;
    this.channels = channels;
    this.deposits = deposits;
    this.refunds = refunds;
  }

  /** What is paid for: the resource, and the most that the call may cost, in base units. */
  public record Priced(PaymentTerms.Resource resource, long ceiling) {}

  /**
   * Who pays with these headers; a deposit that lets the voucher pay is on the chain when this
   * returns. Whether it pays is for the script that reserves, which knows a call that is repeated.
   *
   * @throws ApiException saying what is wrong, mostly 402 with the terms
   */
  public Payer admit(X402Headers headers, Priced priced) {
    try {
      return admit(read(headers), priced.ceiling());
    } catch (PaymentRefused refused) {
      throw refusal(refused, priced.resource(), OptionalLong.of(priced.ceiling()));
    } catch (ChainException away) {
      throw chainAway(priced.resource(), OptionalLong.of(priced.ceiling()));
    }
  }

  private WalletPayment read(X402Headers headers) {
    String signature = headers.signature();
    if (signature == null) {
      throw new PaymentRefused(PaymentFault.VERSION_UNSUPPORTED);
    }
    WalletPayment payment = PaymentReader.read(signature);
    check.check(payment);
    return payment;
  }

  private Payer admit(WalletPayment payment, long ceiling) {
    Optional<WalletChannel> known = channels.current(payment.channelId(), payment.config());
    return switch (payment.action()) {
      case WalletPayment.Deposit(SignedDeposit deposit) when pays(payment, known, ceiling) -> {
        Optional<Bytes32> transaction = bring(payment, deposit);
        WalletChannel funded =
            funded(channels.refreshed(payment.channelId(), payment.config()), payment, ceiling);
        yield payer(payment, funded, payment.deposited(), transaction);
      }
      case WalletPayment.Refund refund ->
          throw new PaymentRefused(PaymentFault.PAYLOAD_TYPE, "payload.type");
      default -> payer(payment, funded(known, payment, ceiling), 0, Optional.empty());
    };
  }

  private Optional<Bytes32> bring(WalletPayment payment, SignedDeposit deposit) {
    return switch (deposits.bring(payment.config(), WalletPayment.authorization(deposit))) {
      case Brought.Done(@Nullable Bytes32 transaction) -> Optional.ofNullable(transaction);
      case Brought.Refused refused -> throw PaymentRefused.deposit(refused);
      case Brought.UnderWay() ->
          throw new PaymentRefused(PaymentFault.DEPOSIT_IN_PROGRESS, "payload.deposit");
    };
  }

  /** A payer that lost count, or repeats itself, would otherwise deposit with every call. */
  private static boolean pays(WalletPayment payment, Optional<WalletChannel> known, long ceiling) {
    long committed = known.map(WalletChannel::committed).orElse(0L);
    long available = known.map(WalletChannel::available).orElse(0L);
    boolean isUsed = known.filter(it -> it.used().has(payment.maxClaimable())).isPresent();
    return !isUsed
        && payment.maxClaimable() - committed >= ceiling
        && ceiling - available <= payment.deposited();
  }

  private static WalletChannel funded(
      Optional<WalletChannel> known, WalletPayment payment, long ceiling) {
    PaymentFault otherwise =
        payment.maxClaimable() < ceiling
            ? PaymentFault.VOUCHER_STALE
            : PaymentFault.CHANNEL_UNFUNDED;
    return known.orElseThrow(
        () -> new PaymentRefused(otherwise, "payload.voucher.maxClaimableAmount"));
  }

  private static Payer payer(
      WalletPayment payment, WalletChannel channel, long deposited, Optional<Bytes32> transaction) {
    return new Payer(
        new Account(
            WalletChannels.account(channel.id()), channel.id(), null, 0, 0, "", channel.seenAt()),
        new Authority.SignedVoucher(payment.maxClaimable(), payment.voucher().signature().text()),
        new WalletNotes(payment, channel, deposited, transaction));
  }

  /** What a payer is told whose call could not be reserved after all. */
  public ApiException refused(Payer payer, ReserveOutcome.Reason reason, Priced priced) {
    WalletChannel channel = channels.find(payer.channel()).orElse(null);
    PaymentRefused refused =
        switch (reason) {
          case VOUCHER_TOO_LOW -> corrected(PaymentFault.VOUCHER_STALE, channel);
          case VOUCHER_USED -> corrected(PaymentFault.VOUCHER_USED, channel);
          case BALANCE_TOO_SMALL, BUDGET_SPENT ->
              new PaymentRefused(
                  PaymentFault.BALANCE_TOO_SMALL, "payload.voucher.maxClaimableAmount");
          case UNKNOWN_ACCOUNT -> new PaymentRefused(PaymentFault.CHANNEL_UNFUNDED);
          default -> new PaymentRefused(PaymentFault.CHANNEL_NOT_A_WALLETS);
        };
    return refusal(refused, priced.resource(), OptionalLong.of(priced.ceiling()));
  }

  private static PaymentRefused corrected(PaymentFault fault, @Nullable WalletChannel channel) {
    return channel == null ? new PaymentRefused(fault) : new PaymentRefused(fault, channel);
  }

  /** What came of a refund: the headers and the body of its answer. */
  public record Refunded(Map<String, String> headers, Map<String, String> body) {}

  /** Gives back what a payer asks for, which is its own and unspent. */
  public Refunded refund(X402Headers headers, PaymentTerms.Resource resource) {
    try {
      WalletPayment payment = read(headers);
      if (!(payment.action() instanceof WalletPayment.Refund(Optional<Long> amount))) {
        throw new PaymentRefused(PaymentFault.PAYLOAD_TYPE, "payload.type");
      }
      Refunds.Done done = refunds.refund(payment, amount);
      return new Refunded(
          Map.of(SettledHeader.NAME, SettledHeader.ofRefund(payment, done)),
          Map.of(
              "message",
              "Refunded",
              "channelId",
              done.channel().id().text(),
              "amount",
              Long.toString(done.amount()),
              "transaction",
              done.transactionText()));
    } catch (PaymentRefused refused) {
      throw refusal(refused, resource, OptionalLong.empty());
    } catch (ChainException away) {
      throw chainAway(resource, OptionalLong.empty());
    }
  }

  private ApiException chainAway(PaymentTerms.Resource resource, OptionalLong ceiling) {
    return refusal(new PaymentRefused(PaymentFault.CHAIN_AWAY), resource, ceiling)
        .withHeader("Retry-After", "5");
  }

  private ApiException refusal(
      PaymentRefused refused, PaymentTerms.Resource resource, OptionalLong ceiling) {
    PaymentFault fault = refused.fault();
    @Nullable WalletChannel channel = refused.channel().orElse(null);
    return new ApiException(
            fault.status(), ApiError.PAYMENT, fault.code(), refused.param(), fault.message())
        .withHeader(
            PaymentTerms.HEADER, terms.header(resource, ceiling, fault.x402Name(), channel));
  }
}
