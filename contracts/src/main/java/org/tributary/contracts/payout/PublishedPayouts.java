package org.tributary.contracts.payout;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/**
 * {@code payouts-N.json}: every leaf of an epoch in its order, with its credits' commitment. The
 * credits themselves are listed only where they are not what the receipts give.
 */
public record PublishedPayouts(
    @JsonFormat(shape = JsonFormat.Shape.STRING) long epoch, List<Leaf> leaves) {
  /** A payout leaf as it is published. */
  public record Leaf(
      Address payee,
      @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger previous,
      @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger amount,
      Listed credits) {
    public Leaf {
      // Files come from anyone.
      Objects.requireNonNull(payee, "payee");
      Objects.requireNonNull(previous, "previous");
      Objects.requireNonNull(amount, "amount");
      Objects.requireNonNull(credits, "credits");
    }

    PayoutLeaf toLeaf() {
      return new PayoutLeaf(payee, previous, amount, credits.commitment());
    }
  }

  /** A credits' commitment, and perhaps what it was made from: pairs of receipt and millionths. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Listed(
      Bytes32 root,
      @JsonFormat(shape = JsonFormat.Shape.STRING) long count,
      @JsonFormat(shape = JsonFormat.Shape.STRING) BigInteger sum,
      @JsonFormat(shape = JsonFormat.Shape.STRING) long carry,
      @Nullable List<List<String>> list) {
    public Listed {
      Objects.requireNonNull(root, "root");
      Objects.requireNonNull(sum, "sum");
    }

    CreditsCommitment commitment() {
      return new CreditsCommitment(root, count, sum, carry);
    }

    /** Null where they are what the receipts give. */
    public @Nullable Credits credits() {
      return list == null ? null : Credits.of(list.stream().map(PublishedPayouts::credit).toList());
    }
  }

  public PublishedPayouts {
    leaves = List.copyOf(leaves);
  }

  /** What an honest epoch publishes. */
  public static PublishedPayouts of(long epoch, PayoutTable table) {
    return new PublishedPayouts(
        epoch,
        table.leaves().stream()
            .map(leaf -> new Leaf(leaf.payee(), leaf.previous(), leaf.amount(), listed(leaf, null)))
            .toList());
  }

  /** A leaf with its credits listed. */
  public static Leaf listing(PayoutLeaf leaf, Credits credits) {
    List<List<String>> list =
        credits.list().stream()
            .map(each -> List.of(Long.toString(each.receipt()), each.millionths().toString()))
            .toList();
    return new Leaf(leaf.payee(), leaf.previous(), leaf.amount(), listed(leaf, list));
  }

  /** In the order of the file, whatever that is. */
  public PayoutTable table() {
    return PayoutTable.asListed(leaves.stream().map(Leaf::toLeaf).toList());
  }

  private static Credit credit(List<String> pair) {
    return new Credit(Long.parseLong(pair.getFirst()), new BigInteger(pair.getLast()));
  }

  private static Listed listed(PayoutLeaf leaf, @Nullable List<List<String>> list) {
    CreditsCommitment credits = leaf.credits();
    return new Listed(credits.root(), credits.count(), credits.sum(), credits.carry(), list);
  }
}
