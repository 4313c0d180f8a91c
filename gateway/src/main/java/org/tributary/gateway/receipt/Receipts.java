package org.tributary.gateway.receipt;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Commitment;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargedCall;

/**
 * The receipts of charged calls. The ledger's record is the truth, and a signature is a function of
 * it and the key, so it is made whenever one is read.
 */
@Singleton
public final class Receipts {

  private final ChannelLedger ledger;
  private final ReceiptSalts salts;
  private final SigningKey key;
  private final Domain domain;
  private final ReceiptView.ChainView chain;
  private final Erc20 erc20;

  public Receipts(
      ChannelLedger ledger,
      ReceiptSalts salts,
      AuthorizerKeys keys,
      Deployment deployment,
      Erc20 erc20) {
    this.ledger = ledger;
    this.salts = salts;
    this.key = keys.key(AuthorizerKeys.RECEIPTS);
    this.domain = Receipt.domain(deployment.chainId(), deployment.revenuePool());
    this.chain =
        new ReceiptView.ChainView(
            deployment.chainId(),
            deployment.revenuePool(),
            deployment.assetRegistry(),
            deployment.operatorAuthorizer());
    this.erc20 = erc20;
  }

  public Optional<SignedReceipt> find(CallId id) {
    return ledger.charged(id).map(this::signed);
  }

  /** For those who need no signature, which takes its time. */
  public Optional<Receipt> unsigned(CallId id) {
    return ledger.charged(id).map(this::receipt);
  }

  /** What is signed of a receipt. */
  public Bytes32 digest(Receipt receipt) {
    return receipt.digest(domain);
  }

  /** The receipt with the names that make it readable. */
  Optional<ReceiptView> view(CallId id, @Nullable Inclusion inclusion) {
    return ledger
        .charged(id)
        .map(call -> ReceiptView.of(call, signed(call), key.address(), chain, inclusion, erc20));
  }

  private SignedReceipt signed(ChargedCall call) {
    return receipt(call).sign(key, domain);
  }

  private Receipt receipt(ChargedCall call) {
    CallContext context = call.context();
    ChannelId channel = context.channel();
    return new Receipt(
        context.callId(),
        context.model().asset(),
        context.model().contentHash(),
        Commitment.tag(channel, salts.of(channel)),
        call.from(),
        call.to(),
        context.request(),
        call.delivery().answer(),
        call.delivery().usage(),
        context.prices(),
        context.period(),
        context.termsVersion(),
        call.delivery().delivered(),
        call.split(),
        call.time());
  }
}
