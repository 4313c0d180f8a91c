package org.tributary.gateway.earnings;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.earnings.Claims.Batch;
import org.tributary.gateway.earnings.Claims.Claimable;
import org.tributary.gateway.earnings.Claims.Plan;

/**
 * What {@code claim} paid, or would pay; amounts are base units, gas prices wei, in decimal text.
 *
 * @param unpayable whom the erc20 does not let be paid: nothing was sent for them
 * @param gasAlone what the largest of these claims would take by itself; null where there is none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ClaimReport(
    long epoch,
    boolean dryRun,
    List<Payment> payments,
    List<Payment> unpayable,
    @Nullable Long gasAlone,
    long gas,
    String gasPrice) {

  /** {@code transaction} is null for what was not sent. */
  record Payment(Address payee, String name, String amount, @Nullable Bytes32 transaction) {}

  ClaimReport {
    payments = List.copyOf(payments);
    unpayable = List.copyOf(unpayable);
  }

  static ClaimReport of(
      ClaimSource source,
      Plan plan,
      @Nullable Long gasAlone,
      List<Bytes32> sent,
      BigInteger price) {
    List<Payment> payments = new ArrayList<>();
    long gas = 0;
    for (int i = 0; i < plan.batches().size(); i++) {
      Batch batch = plan.batches().get(i);
      Bytes32 transaction = sent.isEmpty() ? null : sent.get(i);
      batch.payments().forEach(each -> payments.add(payment(each, source.names(), transaction)));
      gas += batch.gas();
    }
    return new ClaimReport(
        source.grant().epoch(),
        sent.isEmpty() && !plan.batches().isEmpty(),
        payments,
        plan.unpayable().stream().map(each -> payment(each, source.names(), null)).toList(),
        gasAlone,
        gas,
        price.toString());
  }

  /** What each of them takes when they are paid together. */
  long gasEach() {
    return payments.isEmpty() ? 0 : gas / payments.size();
  }

  private static Payment payment(
      Claimable claimable, Map<Address, String> names, @Nullable Bytes32 transaction) {
    Address payee = claimable.payee();
    return new Payment(
        payee, names.getOrDefault(payee, ""), claimable.amount().toString(), transaction);
  }
}
