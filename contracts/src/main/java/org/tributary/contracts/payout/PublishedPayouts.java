package org.tributary.contracts.payout;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/**
 * {@code payouts-N.json}: every leaf of an epoch in its order, with its credits' commitment. The
 * credits themselves are listed only where they are not what the receipts give.
 */
public record PublishedPayouts(
    @JsonFormat(shape = JsonFormat.Shape.STRING) long epoch, List<Leaf> leaves) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .withConfigOverride(
              BigInteger.class,
              each -> each.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .build();

  /** A payout leaf as it is published. */
  public record Leaf(Address payee, BigInteger previous, BigInteger amount, Listed credits) {

    PayoutLeaf toLeaf() {
      return new PayoutLeaf(payee, previous, amount, credits.commitment());
    }
  }

  /** A credits' commitment, and perhaps what it was made from: pairs of receipt and millionths. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Listed(
      Bytes32 root,
      @JsonFormat(shape = JsonFormat.Shape.STRING) long count,
      BigInteger sum,
      @JsonFormat(shape = JsonFormat.Shape.STRING) long carry,
      @Nullable List<List<BigInteger>> list) {

    CreditsCommitment commitment() {
      return new CreditsCommitment(root, count, sum, carry);
    }

    /** Null where they are what the receipts give. */
    public @Nullable Credits credits() {
      return list == null
          ? null
          : Credits.of(
              list.stream()
                  .map(pair -> new Credit(pair.get(0).longValueExact(), pair.get(1)))
                  .toList());
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
    List<List<BigInteger>> list =
        credits.list().stream()
            .map(each -> List.of(BigInteger.valueOf(each.receipt()), each.millionths()))
            .toList();
    return new Leaf(leaf.payee(), leaf.previous(), leaf.amount(), listed(leaf, list));
  }

  /** Throws {@link IllegalArgumentException} for what is no such file. */
  public static PublishedPayouts read(InputStream json) throws IOException {
    try {
      PublishedPayouts read = JSON.readValue(json, PublishedPayouts.class);
      read.table();
      return read;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a payouts file: " + e.getOriginalMessage(), e);
    }
  }

  public byte[] write() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a table is always JSON", e);
    }
  }

  /** In the order of the file, whatever that is. */
  public PayoutTable table() {
    return PayoutTable.asListed(leaves.stream().map(Leaf::toLeaf).toList());
  }

  private static Listed listed(PayoutLeaf leaf, @Nullable List<List<BigInteger>> list) {
    CreditsCommitment credits = leaf.credits();
    return new Listed(credits.root(), credits.count(), credits.sum(), credits.carry(), list);
  }
}
