package org.tributary.contracts.receipt;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.typeddata.StructHash;

/**
 * What one party of a call is owed, in millionths of a base unit; asset is null off the lineage.
 */
public record Share(Role role, @Nullable AssetId asset, Address payee, long millionths) {

  static final String TYPE = "Share(string role,uint256 asset,address payee,uint128 millionths)";

  /** Why a party is owed. */
  public enum Role {
    GATEWAY,
    WORKER,
    MODEL,
    DATASET;

    /** Lower case, as receipts write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Role parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  public Share {
    if (millionths < 0) {
      throw new IllegalArgumentException("a negative share");
    }
  }

  Bytes32 structHash() {
    return StructHash.of(TYPE)
        .string(role.text())
        .uint(asset == null ? 0 : asset.value())
        .address(payee)
        .uint(millionths)
        .hash();
  }
}
