package org.tributary.gateway.funding;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.account.Owners;

/**
 * The account that each address has for itself: its channel follows from the address, so that
 * nothing is kept until something was paid in.
 */
@Singleton
class OwnAccounts {

  private static final String LABEL = "own account";

  private final Channels channels;
  private final Accounts accounts;
  private final Owners owners;
  private final AuthorizerKeys keys;
  private final Deployment deployment;
  private final ChannelTerms terms;

  OwnAccounts(
      Channels channels,
      Accounts accounts,
      Owners owners,
      AuthorizerKeys keys,
      Deployment deployment,
      ChannelTerms terms) {
    this.channels = channels;
    this.accounts = accounts;
    this.owners = owners;
    this.keys = keys;
    this.deployment = deployment;
    this.terms = terms;
  }

  /** An account that was opened now, with its first access key. */
  record Opened(Account account, AccessKey accessKey) {}

  OwnChannel channelOf(Address payer) {
    String label = "channel/own/" + payer;
    ChannelConfig config =
        new ChannelConfig(
            payer,
            keys.key(label).address(),
            deployment.revenuePool(),
            deployment.operatorAuthorizer(),
            deployment.erc20(),
            terms.withdrawDelay(),
            Keccak256.hash(LABEL.getBytes(StandardCharsets.UTF_8)));
    return new OwnChannel(config.id(SettlementDomain.of(deployment.chainId())), config, label);
  }

  Optional<Account> find(OwnChannel channel) {
    return owners.accountOn(channel.config().payer(), channel.id()).flatMap(accounts::find);
  }

  /** The ledger's record of a channel, before its first deposit is taken over. */
  void record(OwnChannel channel) {
    channels.open(channel.id(), channel.config(), channel.authorizerLabel(), 0);
  }

  /** Opens the account on a recorded channel; empty when it is open already. */
  Optional<Opened> open(OwnChannel channel) {
    if (find(channel).isPresent()) {
      return Optional.empty();
    }
    Account account = accounts.open(channel.id(), null, LABEL);
    // Of two at once one is found ever after; the other one holds nothing.
    if (!owners.add(channel.config().payer(), channel.id(), account.id())) {
      return Optional.empty();
    }
    return Optional.of(new Opened(account, accounts.createKey(account.id(), "first")));
  }

  /** A further managing key, for whoever has lost the first one or never saw it. */
  Optional<AccessKey> managingKey(OwnChannel channel) {
    return find(channel).map(account -> accounts.createKey(account.id(), "by sign-in"));
  }
}
