package org.tributary.contracts.receipt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.typeddata.StructHash;
import org.tributary.contracts.typeddata.StructType;

/**
 * What one party of a call is owed, in millionths of a base unit; asset is null but for an owner.
 */
public record Share(Role role, @Nullable AssetId asset, Address payee, long millionths) {

  static final String ENCODED = "Share(uint8 role,uint256 asset,address payee,uint128 millionths)";

  private static final StructType TYPE = new StructType(ENCODED);

  /** Why a party is owed; the order is that of the signed numbers. */
  public enum Role {
    GATEWAY,
    WORKER,
    /** Of the model, or of an asset that it was made from. */
    OWNER;

    /** Lower case, as receipts write it. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Role parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  public Share {
    if (millionths < 0) {
      throw new IllegalArgumentException("a negative share");
    }
    if ((role == Role.OWNER) != (asset != null)) {
      throw new IllegalArgumentException("owners are owed for an asset, and nobody else is");
    }
  }

  StructHash structHash() {
    return StructHash.of(TYPE)
        .uint(role.ordinal())
        .uint(asset == null ? 0 : asset.value())
        .address(payee)
        .uint(millionths);
  }
}
