package org.tributary.gateway.x402;

import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.deposit.Deposits;

/** Whether a payment is on our terms and signed by whom it says; asks nobody. */
final class PaymentCheck {

  private final Deployment deployment;
  private final ChannelTerms terms;
  private final Domain settlement;
  private final Deposits deposits;

  PaymentCheck(Deployment deployment, ChannelTerms terms, Deposits deposits) {
    this.deployment = deployment;
    this.terms = terms;
    this.settlement = SettlementDomain.of(deployment.chainId());
    this.deposits = deposits;
  }

  /** Throws {@link PaymentRefused}; a deposit is checked as well as the voucher it comes with. */
  void check(WalletPayment payment) {
    checkTerms(payment.accepted(), payment.config());
    if (payment.countedByPayer() < 0) {
      throw new PaymentRefused(PaymentFault.VOUCHER_STALE, "payload.voucher.maxClaimableAmount");
    }
    if (!payment.config().id(settlement).equals(payment.channelId())) {
      throw new PaymentRefused(PaymentFault.CHANNEL_MISMATCH, "payload.voucher.channelId");
    }
    if (!payment.voucher().isBy(payment.config().payerAuthorizer(), settlement)) {
      throw new PaymentRefused(PaymentFault.SIGNATURE_INVALID, "payload.voucher.signature");
    }
    if (payment.action() instanceof WalletPayment.Deposit(SignedDeposit deposit)) {
      checkDeposit(deposit);
    }
  }

  private void checkTerms(WalletPayment.Accepted accepted, ChannelConfig config) {
    require(
        accepted.network().equals("eip155:" + deployment.chainId()),
        PaymentFault.NETWORK_MISMATCH,
        "accepted.network");
    require(
        accepted.asset().equals(deployment.erc20()), PaymentFault.ASSET_MISMATCH, "accepted.asset");
    require(
        accepted.payTo().equals(deployment.revenuePool()),
        PaymentFault.RECEIVER_MISMATCH,
        "accepted.payTo");
    require(
        config.erc20().equals(deployment.erc20()),
        PaymentFault.ASSET_MISMATCH,
        "payload.channelConfig.token");
    require(
        config.receiver().equals(deployment.revenuePool()),
        PaymentFault.RECEIVER_MISMATCH,
        "payload.channelConfig.receiver");
    require(
        config.receiverAuthorizer().equals(deployment.operatorAuthorizer()),
        PaymentFault.AUTHORIZER_MISMATCH,
        "payload.channelConfig.receiverAuthorizer");
    require(
        config.withdrawDelay().equals(terms.withdrawDelay()),
        PaymentFault.DELAY_MISMATCH,
        "payload.channelConfig.withdrawDelay");
  }

  private void checkDeposit(SignedDeposit deposit) {
    deposits
        .wrong(WalletPayment.authorization(deposit))
        .ifPresent(refused -> {
          throw PaymentRefused.deposit(refused);
        });
  }

  private static void require(boolean holds, PaymentFault otherwise, String param) {
    if (!holds) {
      throw new PaymentRefused(otherwise, param);
    }
  }
}
