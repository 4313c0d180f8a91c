package org.tributary.gateway.x402;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;

/** Reads a PAYMENT-SIGNATURE header, strictly and within limits; it may come from anyone. */
final class PaymentReader {

  /** The stock client's largest, a deposit with a long URL, has about 3 000. */
  static final int MAX_CHARS = 6_000;

  private static final int VERSION = 2;
  private static final int MAX_DEPTH = 12;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_CHARS)
                          .maxNumberLength(20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private PaymentReader() {}

  /** Throws {@link PaymentRefused} for whatever is not a payment that this gateway could take. */
  static WalletPayment read(String header) {
    if (header.length() > MAX_CHARS) {
      throw new PaymentRefused(PaymentFault.HEADER_TOO_LARGE);
    }
    PaymentJson root = PaymentJson.object(tree(text(header)));
    if (root.whole("x402Version", Integer.MAX_VALUE) != VERSION) {
      throw new PaymentRefused(PaymentFault.VERSION_UNSUPPORTED, "x402Version");
    }
    WalletPayment.Accepted accepted = accepted(root.child("accepted"));
    PaymentJson payload = root.child("payload");
    ChannelConfig config = config(payload.child("channelConfig"));
    SignedVoucher voucher = voucher(payload.child("voucher"));
    return new WalletPayment(accepted, config, voucher, action(payload, config, voucher));
  }

  private static String text(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException notText) {
      throw new PaymentRefused(PaymentFault.MALFORMED);
    }
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new PaymentRefused(PaymentFault.MALFORMED);
    }
  }

  private static WalletPayment.Accepted accepted(PaymentJson json) {
    String scheme = json.text("scheme");
    if (!scheme.equals(PaymentTerms.SCHEME)) {
      // Other schemes have other fields: this is the clearer answer.
      throw new PaymentRefused(PaymentFault.SCHEME_UNSUPPORTED, "accepted.scheme");
    }
    return new WalletPayment.Accepted(
        scheme,
        json.text("network"),
        json.amount("amount"),
        json.value("asset", Address::new),
        json.value("payTo", Address::new));
  }

  private static ChannelConfig config(PaymentJson json) {
    Address payer = json.value("payer", Address::new);
    Address payerAuthorizer = json.value("payerAuthorizer", Address::new);
    Address receiver = json.value("receiver", Address::new);
    Address receiverAuthorizer = json.value("receiverAuthorizer", Address::new);
    Address erc20 = json.value("token", Address::new);
    Bytes32 salt = json.value("salt", Bytes32::new);
    Duration delay = Duration.ofSeconds(json.whole("withdrawDelay", Integer.MAX_VALUE));
    if (delay.compareTo(ChannelConfig.MIN_WITHDRAW_DELAY) < 0
        || delay.compareTo(ChannelConfig.MAX_WITHDRAW_DELAY) > 0) {
      throw new PaymentRefused(PaymentFault.DELAY_MISMATCH, json.path("withdrawDelay"));
    }
    try {
      return new ChannelConfig(
          payer, payerAuthorizer, receiver, receiverAuthorizer, erc20, delay, salt);
    } catch (IllegalArgumentException partyMissing) {
      throw new PaymentRefused(PaymentFault.PARTY_MISSING, "payload.channelConfig");
    }
  }

  private static SignedVoucher voucher(PaymentJson json) {
    return new SignedVoucher(
        new Voucher(
            json.value("channelId", ChannelId::parse),
            BigInteger.valueOf(json.amount("maxClaimableAmount"))),
        json.value("signature", Signature::new));
  }

  private static WalletPayment.Action action(
      PaymentJson payload, ChannelConfig config, SignedVoucher voucher) {
    return switch (payload.text("type")) {
      case "voucher" -> new WalletPayment.Spend();
      case "deposit" -> deposit(payload.child("deposit"), config, voucher);
      case "refund" -> refund(payload);
      default -> throw new PaymentRefused(PaymentFault.PAYLOAD_TYPE, "payload.type");
    };
  }

  private static WalletPayment.Deposit deposit(
      PaymentJson json, ChannelConfig config, SignedVoucher voucher) {
    PaymentJson methods = json.child("authorization");
    if (!methods.has("erc3009Authorization")) {
      throw new PaymentRefused(PaymentFault.TRANSFER_UNSUPPORTED, methods.path(""));
    }
    PaymentJson authorization = methods.child("erc3009Authorization");
    return new WalletPayment.Deposit(
        new SignedDeposit(
            new DepositAuthorization(
                config.payer(),
                voucher.voucher().channelId(),
                BigInteger.valueOf(json.amount("amount")),
                Instant.ofEpochSecond(authorization.seconds("validAfter")),
                Instant.ofEpochSecond(authorization.seconds("validBefore")),
                authorization.value("salt", PaymentReader::salt)),
            authorization.value("signature", Signature::new)));
  }

  private static BigInteger salt(String hex) {
    return new BigInteger(new Bytes32(hex).text().substring(2), 16);
  }

  private static WalletPayment.Refund refund(PaymentJson payload) {
    if (!payload.has("amount")) {
      return new WalletPayment.Refund(Optional.empty());
    }
    long amount = payload.amount("amount");
    if (amount == 0) {
      throw new PaymentRefused(PaymentFault.REFUND_AMOUNT_INVALID, "payload.amount");
    }
    return new WalletPayment.Refund(Optional.of(amount));
  }
}
