package org.tributary.gateway.receipt;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.typeddata.Domain;
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
  private final SigningKey key;
  private final Domain domain;
  private final Erc20 erc20;

  public Receipts(ChannelLedger ledger, AuthorizerKeys keys, Deployment deployment, Erc20 erc20) {
    this.ledger = ledger;
    this.key = keys.key(AuthorizerKeys.RECEIPTS);
    this.domain = Receipt.domain(deployment.chainId(), deployment.revenuePool());
    this.erc20 = erc20;
  }

  public Optional<SignedReceipt> find(CallId id) {
    return ledger.charged(id).map(Receipts::receipt).map(receipt -> receipt.sign(key, domain));
  }

  /** What is signed of a call's receipt. */
  public Optional<Bytes32> digest(CallId id) {
    return ledger.charged(id).map(Receipts::receipt).map(receipt -> receipt.digest(domain));
  }

  /** The receipt with the names that make it readable. */
  Optional<ReceiptView> view(CallId id) {
    return ledger
        .charged(id)
        .map(call -> ReceiptView.of(call, receipt(call).sign(key, domain), erc20));
  }

  private static Receipt receipt(ChargedCall call) {
    CallContext context = call.context();
    return new Receipt(
        context.callId(),
        context.model().asset(),
        context.model().contentHash(),
        call.delivery().worker().address(),
        context.channel(),
        call.from(),
        call.to(),
        call.delivery().usage().promptTokens(),
        call.delivery().usage().completionTokens(),
        context.prices().prompt(),
        context.prices().completion(),
        call.charge(),
        call.split(),
        call.time());
  }
}
