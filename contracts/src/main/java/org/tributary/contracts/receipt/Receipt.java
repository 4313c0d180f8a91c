package org.tributary.contracts.receipt;

import java.time.Instant;
import java.util.List;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;
import org.tributary.contracts.typeddata.StructType;

/**
 * What one call was charged and who is owed it. Well-formed is not yet right: that is what {@link
 * ReceiptCheck} is for, and an audit must be able to read a wrong one.
 *
 * @param channelTag stands for the channel; only its payer can tell
 * @param from what the channel had been charged in all before, in base units; the charge is {@code
 *     to - from}
 * @param request salted commitment to the request's body
 * @param answer salted commitment to the answer's text
 * @param period of the registry, when the call was quoted
 * @param termsVersion of the model's terms that it was quoted by
 * @param workers in the order in which they delivered
 * @param split in the order of {@link Split}
 * @param time when the call ended; signed in epoch milliseconds
 */
public record Receipt(
    CallId callId,
    AssetId modelAsset,
    Bytes32 contentHash,
    Bytes32 channelTag,
    long from,
    long to,
    Bytes32 request,
    Bytes32 answer,
    Usage usage,
    Prices prices,
    long period,
    int termsVersion,
    List<Delivered> workers,
    List<Share> split,
    Instant time) {

  /** More than any gateway tries. */
  public static final int MAX_WORKERS = 16;

  /** Gateway, workers, the model's owner and 32 ancestors. */
  public static final int MAX_SHARES = MAX_WORKERS + 34;

  private static final String PRICES =
      "Prices(uint64 prompt,uint64 cached,uint64 completion,uint64 pixels)";
  private static final String USAGE =
      "Usage(uint64 prompt,uint64 cached,uint64 completion,uint64 pixels)";
  private static final StructType PRICES_TYPE = new StructType(PRICES);
  private static final StructType USAGE_TYPE = new StructType(USAGE);
  private static final StructType TYPE =
      new StructType(
          "Receipt(bytes32 callId,uint256 modelAsset,bytes32 contentHash,bytes32 channelTag,"
              + "uint128 from,uint128 to,bytes32 request,bytes32 answer,Usage usage,Prices prices,"
              + "uint64 period,uint32 termsVersion,Delivered[] workers,Share[] split,uint64 time)"
              + Delivered.ENCODED
              + PRICES
              + Share.ENCODED
              + USAGE);

  public Receipt {
    workers = List.copyOf(workers);
    split = List.copyOf(split);
    if (from < 0 || to < 0 || period < 0 || termsVersion < 0 || time.toEpochMilli() < 0) {
      throw new IllegalArgumentException("a receipt with a negative number");
    }
    if (workers.size() > MAX_WORKERS || split.size() > MAX_SHARES) {
      throw new IllegalArgumentException("a receipt of too many parties");
    }
  }

  /** In base units. */
  public long charge() {
    return to - from;
  }

  /** Receipts of one gateway are meant for the pool that pays them out. */
  public static Domain domain(long chainId, Address revenuePool) {
    return Domain.onChain("Tributary Receipt", "1", chainId, revenuePool);
  }

  /** What is signed, and a leaf of the epoch's receipts. */
  public Bytes32 digest(Domain domain) {
    return domain.digest(
        StructHash.of(TYPE)
            .bytes32(callId.word())
            .uint(modelAsset.value())
            .bytes32(contentHash)
            .bytes32(channelTag)
            .uint(from)
            .uint(to)
            .bytes32(request)
            .bytes32(answer)
            .struct(structHash(usage))
            .struct(structHash(prices))
            .uint(period)
            .uint(termsVersion)
            .structs(workers, Delivered::structHash)
            .structs(split, Share::structHash)
            .uint(time.toEpochMilli()));
  }

  public SignedReceipt sign(SigningKey gateway, Domain domain) {
    return new SignedReceipt(this, gateway.sign(digest(domain)));
  }

  private static StructHash structHash(Usage usage) {
    return StructHash.of(USAGE_TYPE)
        .uint(usage.prompt())
        .uint(usage.cached())
        .uint(usage.completion())
        .uint(usage.pixels());
  }

  private static StructHash structHash(Prices prices) {
    return StructHash.of(PRICES_TYPE)
        .uint(prices.prompt())
        .uint(prices.cached())
        .uint(prices.completion())
        .uint(prices.pixels());
  }
}
