package org.tributary.gateway.settlement;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.SumProof;
import org.tributary.gateway.account.Erc20;

/** An epoch as the API shows it: with each payout's proof, anyone can claim for anyone. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonIgnoreProperties(ignoreUnknown = true)
record EpochView(
    long epoch,
    String state,
    Bytes32 payoutRoot,
    Bytes32 receiptsRoot,
    int receipts,
    String total,
    Erc20 erc20,
    Instant time,
    List<Transaction> transactions,
    List<Payout> payouts) {

  record Transaction(String step, Bytes32 hash) {}

  /** The cumulative amounts, in base units, that a leaf of the payout root grants. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Payout(Address payee, String previous, String amount, Credits credits, Proof proof) {

    PayoutLeaf leaf() {
      return new PayoutLeaf(
          payee, new BigInteger(previous), new BigInteger(amount), credits.toCommitment());
    }
  }

  /** What explains the increase; sum and carry are millionths of a base unit. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Credits(Bytes32 root, long count, String sum, long carry) {

    static Credits of(CreditsCommitment credits) {
      return new Credits(
          credits.root(), credits.count(), credits.sum().toString(), credits.carry());
    }

    CreditsCommitment toCommitment() {
      return new CreditsCommitment(root, count, new BigInteger(sum), carry);
    }
  }

  /** Where the leaf stands in the table, and its siblings on the way to the payout root. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Proof(long index, List<Sibling> siblings) {

    static Proof of(SumProof proof) {
      return new Proof(
          proof.index(),
          proof.siblings().stream()
              .map(each -> new Sibling(each.hash(), each.sum().toString()))
              .toList());
    }

    SumProof toProof() {
      return new SumProof(
          index,
          siblings.stream()
              .map(each -> new SumProof.Sibling(each.hash(), new BigInteger(each.sum())))
              .toList());
    }
  }

  /** A node of the payout tree, with the sum in base units of the amounts below it. */
  record Sibling(Bytes32 hash, String sum) {}

  /** What the pool keeps the hash of. */
  EpochRoots roots() {
    return new EpochRoots(payoutRoot, payouts.size(), new BigInteger(total), receiptsRoot);
  }

  static EpochView of(Epoch epoch, Erc20 erc20) {
    PayoutTable table = epoch.table();
    return new EpochView(
        epoch.number(),
        lower(epoch.state()),
        epoch.payoutRoot(),
        epoch.receiptsRoot(),
        epoch.receipts(),
        epoch.total().toString(),
        erc20,
        epoch.time(),
        epoch.transactions().stream()
            .map(each -> new Transaction(lower(each.step()), each.hash()))
            .toList(),
        table.leaves().stream().map(leaf -> payout(leaf, table)).toList());
  }

  @JsonIgnore
  boolean isActive() {
    return state.equals(lower(Epoch.State.ACTIVE));
  }

  private static Payout payout(PayoutLeaf leaf, PayoutTable table) {
    return new Payout(
        leaf.payee(),
        leaf.previous().toString(),
        leaf.amount().toString(),
        Credits.of(leaf.credits()),
        Proof.of(table.proof(leaf.payee()).orElseThrow()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
