package org.tributary.contracts.receipt;

import java.time.Instant;
import java.util.List;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;
import org.tributary.contracts.voucher.ChannelId;

/**
 * What one call was charged and who is owed it: the charge is the channel's cumulative interval
 * [from, to) in base units, prices are base units per million, and the split sums to the charge.
 */
public record Receipt(
    CallId callId,
    AssetId modelAsset,
    Bytes32 contentHash,
    Address worker,
    ChannelId channelId,
    long from,
    long to,
    long promptTokens,
    long completionTokens,
    long promptPrice,
    long completionPrice,
    long charge,
    List<Share> split,
    Instant time) {

  private static final String TYPE =
      "Receipt(bytes32 callId,uint256 modelAsset,bytes32 contentHash,address worker,"
          + "bytes32 channelId,uint128 from,uint128 to,uint64 promptTokens,uint64 completionTokens,"
          + "uint128 promptPrice,uint128 completionPrice,uint128 charge,Share[] split,uint64 time)"
          + Share.TYPE;

  public Receipt {
    split = List.copyOf(split);
    if (from < 0 || charge < 0 || to - from != charge) {
      throw new IllegalArgumentException("the charge is not the channel's interval");
    }
    if (promptTokens < 0 || completionTokens < 0 || promptPrice < 0 || completionPrice < 0) {
      throw new IllegalArgumentException("negative usage or price");
    }
    long owed = split.stream().mapToLong(Share::millionths).reduce(0, Math::addExact);
    if (owed != Math.multiplyExact(charge, Split.MILLIONTHS)) {
      throw new IllegalArgumentException("the split does not sum to the charge");
    }
  }

  /** Receipts of one gateway are meant for the pool that pays them out. */
  public static Domain domain(long chainId, Address revenuePool) {
    return Domain.onChain("Tributary Receipt", "1", chainId, revenuePool);
  }

  /** Time is signed in epoch milliseconds. */
  public Bytes32 digest(Domain domain) {
    return domain.digest(
        StructHash.of(TYPE)
            .bytes32(callId.word())
            .uint(modelAsset.value())
            .bytes32(contentHash)
            .address(worker)
            .bytes32(channelId.value())
            .uint(from)
            .uint(to)
            .uint(promptTokens)
            .uint(completionTokens)
            .uint(promptPrice)
            .uint(completionPrice)
            .uint(charge)
            .array(split.stream().map(Share::structHash).toList())
            .uint(time.toEpochMilli())
            .hash());
  }

  public SignedReceipt sign(SigningKey gateway, Domain domain) {
    return new SignedReceipt(this, gateway.address(), gateway.sign(digest(domain)));
  }
}
