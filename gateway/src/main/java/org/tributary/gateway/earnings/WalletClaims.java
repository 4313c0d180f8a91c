package org.tributary.gateway.earnings;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TransactionRequest;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.gateway.earnings.Claims.Batch;
import org.tributary.gateway.earnings.Claims.Claimable;
import org.tributary.gateway.settlement.Revenue;

/** Claims that payees send from their own wallets. */
@Singleton
final class WalletClaims {
  /** Enough for what is shared to be spread thin. */
  private static final int BATCH = 32;

  private final Revenue revenue;
  private final Chain chain;
  private final RevenuePoolContract pool;

  WalletClaims(Revenue revenue, Chain chain, Deployment deployment) {
    this.revenue = revenue;
    this.chain = chain;
    this.pool = new RevenuePoolContract(chain, deployment.revenuePool());
  }

  /** Empty for an address that no active epoch grants anything. */
  Optional<ClaimView> of(Address payee) {
    return revenue
        .granted()
        .filter(grant -> grant.table().leaf(payee).isPresent())
        .map(grant -> view(payee, grant));
  }

  private ClaimView view(Address payee, Revenue.Grant grant) {
    Claims claims = new Claims(chain, pool, grant);
    List<Claimable> open = claims.open(List.of(payee), BigInteger.ZERO);
    boolean isPayable = !open.isEmpty() && claims.isPayable(payee, open.getFirst());
    TransactionRequest request = isPayable ? claims.claim(open.getFirst()) : null;
    return new ClaimView(
        payee,
        grant.epoch(),
        open.isEmpty() ? "0" : open.getFirst().amount().toString(),
        pool.claimed(payee).toString(),
        chain.chainId(),
        pool.address(),
        request == null ? null : request.data(),
        request == null ? null : claims.gas(payee, request),
        isPayable ? gasInBatch(claims, open.getFirst(), grant) : null,
        chain.fees().maxFeePerGas().toString());
  }

  private static long gasInBatch(Claims claims, Claimable own, Revenue.Grant grant) {
    List<Address> payees =
        Stream.concat(
                Stream.of(own.payee()),
                grant.table().leaves().stream().map(PayoutLeaf::payee).limit(BATCH))
            .distinct()
            .toList();
    Batch batch = claims.batch(own.payee(), claims.open(payees, BigInteger.ONE));
    return batch.gas() / batch.payments().size();
  }
}
