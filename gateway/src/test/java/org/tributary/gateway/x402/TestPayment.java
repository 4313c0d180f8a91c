package org.tributary.gateway.x402;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.harness.TestGateway;

/** A payment as a wallet would send it, right until a test makes something of it wrong. */
final class TestPayment {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final Deployment DEPLOYMENT = TestGateway.DEPLOYMENT;

  final SigningKey payer;
  SigningKey signer;
  SigningKey depositor;
  String type = "voucher";
  int version = 2;
  String scheme = "batch-settlement";
  String network = "eip155:31337";
  long domainChain = DEPLOYMENT.chainId();
  Address asset = DEPLOYMENT.erc20();
  Address erc20 = DEPLOYMENT.erc20();
  Address payTo = DEPLOYMENT.revenuePool();
  Address receiver = DEPLOYMENT.revenuePool();
  Address receiverAuthorizer = DEPLOYMENT.operatorAuthorizer();
  Duration withdrawDelay = Duration.ofDays(1);
  long amount = 54;
  String maxClaimable = "54";
  @Nullable ChannelId voucherChannel;
  long deposit;
  BigInteger depositSalt = BigInteger.ONE;
  Instant validAfter = Instant.EPOCH;
  Instant validBefore = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

  TestPayment(SigningKey payer) {
    this.payer = payer;
    this.signer = payer;
    this.depositor = payer;
  }

  TestPayment max(long most) {
    maxClaimable = Long.toString(most);
    return this;
  }

  TestPayment depositing(long units) {
    type = "deposit";
    deposit = units;
    return this;
  }

  ChannelConfig config() {
    return new ChannelConfig(
        payer.address(),
        payer.address(),
        receiver,
        receiverAuthorizer,
        erc20,
        withdrawDelay,
        Bytes32.ZERO);
  }

  ChannelId channel() {
    return config().id(SettlementDomain.of(DEPLOYMENT.chainId()));
  }

  String header() {
    ObjectNode root = JSON.createObjectNode().put("x402Version", version);
    root.putObject("accepted")
        .put("scheme", scheme)
        .put("network", network)
        .put("amount", Long.toString(amount))
        .put("asset", asset.text())
        .put("payTo", payTo.text())
        .put("maxTimeoutSeconds", 60);
    ObjectNode payload = root.putObject("payload").put("type", type);
    payload
        .putObject("channelConfig")
        .put("payer", payer.address().text())
        .put("payerAuthorizer", payer.address().text())
        .put("receiver", receiver.text())
        .put("receiverAuthorizer", receiverAuthorizer.text())
        .put("token", erc20.text())
        .put("withdrawDelay", withdrawDelay.toSeconds())
        .put("salt", Bytes32.ZERO.text());
    ChannelId named = voucherChannel == null ? channel() : voucherChannel;
    payload
        .putObject("voucher")
        .put("channelId", named.text())
        .put("maxClaimableAmount", maxClaimable)
        .put("signature", signature(named).text());
    if (type.equals("deposit")) {
      putDeposit(payload.putObject("deposit").put("amount", Long.toString(deposit)));
    }
    return base64(root.toString());
  }

  private Signature signature(ChannelId named) {
    // What no uint128 holds cannot be signed: any signature will do.
    BigInteger most = new BigInteger(maxClaimable).mod(BigInteger.TWO.pow(128));
    return new Voucher(named, most).sign(signer, SettlementDomain.of(domainChain)).signature();
  }

  private void putDeposit(ObjectNode json) {
    DepositAuthorization authorization =
        new DepositAuthorization(
            payer.address(),
            channel(),
            BigInteger.valueOf(deposit),
            validAfter,
            validBefore,
            depositSalt);
    Domain domain = Domain.onChain("DevUSD", "1", DEPLOYMENT.chainId(), DEPLOYMENT.erc20());
    json.putObject("authorization")
        .putObject("erc3009Authorization")
        .put("validAfter", Long.toString(validAfter.getEpochSecond()))
        .put("validBefore", Long.toString(validBefore.getEpochSecond()))
        .put("salt", Bytes32.of(depositSalt).text())
        .put("signature", authorization.sign(depositor, domain).signature().text());
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
