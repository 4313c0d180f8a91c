package org.tributary.gateway.settlement;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.Share;

/** What a payee is paid for: as gateway or worker, or for one asset. */
public record Part(Share.Role role, @Nullable AssetId asset, Address payee) {

  static Part of(Share share) {
    return new Part(share.role(), share.asset(), share.payee());
  }

  /** The field that Redis keeps its total under. */
  String text() {
    return role.text() + ":" + (asset == null ? "" : asset.text()) + ":" + payee;
  }

  static Part parse(String text) {
    String[] words = text.split(":", 3);
    return new Part(
        Share.Role.parse(words[0]),
        words[1].isEmpty() ? null : AssetId.parse(words[1]),
        new Address(words[2]));
  }
}
