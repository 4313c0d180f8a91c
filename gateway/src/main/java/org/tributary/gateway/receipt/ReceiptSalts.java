package org.tributary.gateway.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AuthorizerKeys;

/** What hides a payer's words and channel in a receipt; kept nowhere, derived whenever needed. */
@Singleton
public final class ReceiptSalts {
  private final SecretKeySpec secret;

  @Inject
  public ReceiptSalts(AuthorizerKeys keys) {
    this(keys.secret("receipt salts"));
  }

  public ReceiptSalts(byte[] secret) {
    this.secret = new SecretKeySpec(secret, "HmacSHA256");
  }

  /** Of one call's commitments. */
  public Bytes32 of(CallId call) {
    return derive(call.text());
  }

  /** Of a channel's tag. */
  public Bytes32 of(ChannelId channel) {
    return derive(channel.value().text());
  }

  private Bytes32 derive(String what) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return Bytes32.of(mac.doFinal(what.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
    }
  }
}
