package org.tributary.gateway.local;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.account.Trials;
import org.tributary.gateway.keystore.KeystoreConfig;
import org.tributary.gateway.keystore.MasterSecretFile;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RedisConfig;

/**
 * Opens the two channels of a fresh stack, each with a real deposit: a development account with an
 * access key, and the operator's own, from which visitors get their trial budgets.
 */
final class AccountSetup {
  private static final BigInteger DEPOSIT = BigInteger.valueOf(100_000_000);
  private static final Duration WITHDRAW_DELAY = Duration.ofDays(1);
  private static final Duration AUTHORIZATION_LIFE = Duration.ofHours(1);
  private final StackHome home;
  private final ChainSetup chain;
  private final Deployment deployment;
  private final SecureRandom random;
  private final Clock clock;

  AccountSetup(
      StackHome home, ChainSetup chain, Deployment deployment, SecureRandom random, Clock clock) {
    this.home = home;
    this.chain = chain;
    this.deployment = deployment;
    this.random = random;
    this.clock = clock;
  }

  /**
   * The development account's access key; channels and accounts are made where they are new, and
   * the key that will sign receipts is registered.
   */
  String open(URI redisUri) throws IOException {
    KeystoreConfig keystore = home.keystore();
    new MasterSecretFile(keystore).createIfAbsent();
    AuthorizerKeys keys = new AuthorizerKeys(keystore);
    Address receipts = keys.key(AuthorizerKeys.RECEIPTS).address();
    chain.addReceiptSigner(chain.sender("operator.key"), deployment, receipts);
    try (Redis redis = new Redis(RedisConfig.at(redisUri))) {
      Channels channels = new Channels(redis);
      Accounts accounts = new Accounts(redis, random, clock);
      ChannelId trial = channel("trial", "operator.key", keys, channels);
      redis.commands().set(Trials.CHANNEL_KEY, trial.text());
      ChannelId development = channel("development", "payer.key", keys, channels);
      return accessKey(accounts, development);
    }
  }

  private String accessKey(Accounts accounts, ChannelId channel) throws IOException {
    Path file = home.key("access-key");
    if (Files.exists(file)) {
      String known = Files.readString(file).strip();
      if (accounts.authenticate(known).isPresent()) {
        return known;
      }
    }
    Account account = accounts.open(channel, null, "development");
    String accessKey = accounts.createKey(account.id(), "development").reveal();
    KeyFile.write(file, accessKey);
    return accessKey;
  }

  /** A channel paid by the key called {@code payer}; its authorizer key is the gateway's. */
  private ChannelId channel(String label, String payer, AuthorizerKeys keys, Channels channels)
      throws IOException {
    TxSender sender = chain.sender(payer);
    String authorizerLabel = "channel/" + label;
    ChannelConfig config =
        new ChannelConfig(
            sender.address(),
            keys.key(authorizerLabel).address(),
            deployment.revenuePool(),
            deployment.operatorAuthorizer(),
            deployment.erc20(),
            WITHDRAW_DELAY,
            Keccak256.hash(label.getBytes(StandardCharsets.UTF_8)));
    ChannelId id = config.id(SettlementDomain.of(deployment.chainId()));
    BatchSettlementContract settlement = new BatchSettlementContract(chain.chain());
    if (settlement.state(id).balance().signum() == 0) {
      deposit(config, id, sender, KeyFile.readOrCreate(home.key(payer)), settlement);
    }
    long deposited = settlement.state(id).balance().longValueExact();
    channels.open(id, config, authorizerLabel, deposited);
    return id;
  }

  private void deposit(
      ChannelConfig config,
      ChannelId id,
      TxSender sender,
      SigningKey payer,
      BatchSettlementContract settlement) {
    DevTokenContract erc20 = new DevTokenContract(chain.chain(), deployment.erc20());
    Address holder = payer.address();
    if (erc20.balanceOf(holder).compareTo(DEPOSIT) < 0) {
      erc20.faucet(sender, holder, DEPOSIT);
    }
    Instant now = clock.instant();
    DepositAuthorization authorization =
        new DepositAuthorization(
            holder,
            id,
            DEPOSIT,
            Instant.EPOCH,
            now.plus(AUTHORIZATION_LIFE),
            new BigInteger(128, random));
    settlement.deposit(sender, config, authorization.sign(payer, erc20.domain()));
  }
}
