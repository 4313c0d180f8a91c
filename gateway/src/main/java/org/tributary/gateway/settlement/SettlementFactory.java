package org.tributary.gateway.settlement;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.RegistryRecords;
import org.tributary.contracts.chain.TxJournal;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.keystore.OwnerOnlyFile;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.receipt.Inclusion;
import org.tributary.gateway.receipt.Inclusions;
import org.tributary.gateway.receipt.Receipts;
import org.tributary.gateway.redis.Redis;

/** Connects settlement to Redis and the chain. */
@Factory
final class SettlementFactory {

  @Singleton
  Chain chain(ChainConfiguration configuration) {
    return Chain.connect(configuration.rpcUrl());
  }

  @Singleton
  Deployment deployment(ChainConfiguration configuration, Chain chain) throws IOException {
    Deployment deployment = Deployment.read(configuration.deployment());
    if (deployment.chainId() != chain.chainId()) {
      throw new IllegalStateException(
          "%s is for chain %d, and the node is on %d"
              .formatted(configuration.deployment(), deployment.chainId(), chain.chainId()));
    }
    return deployment;
  }

  @Singleton
  ReceiverAuthorizer receiverAuthorizer(ChainConfiguration configuration) throws IOException {
    return new ReceiverAuthorizer(
        SigningKey.fromHex(OwnerOnlyFile.readPrivate(configuration.operatorKey()).strip()));
  }

  /** Whatever this gateway sends to the chain goes through here: all gateways share its journal. */
  @Singleton
  TxSender operator(
      ChainConfiguration configuration,
      Chain chain,
      ReceiverAuthorizer authorizer,
      Redis redis,
      Clock clock) {
    String nodeAccount = configuration.nodeAccount();
    if (nodeAccount != null) {
      return TxSender.nodeSigned(chain, new Address(nodeAccount), configuration.limits());
    }
    TxJournal journal = new RedisTxJournal(redis, authorizer.key().address(), clock);
    return TxSender.of(chain, authorizer.key(), journal, configuration.limits());
  }

  @Singleton
  SettlementChain settlementChain(
      ChainConfiguration configuration,
      Chain chain,
      Deployment deployment,
      ReceiverAuthorizer authorizer,
      TxSender operator) {
    return new ContractSettlementChain(
        chain, deployment, authorizer, operator, configuration.confirmations());
  }

  @Singleton
  SettlementMetrics metrics() {
    return new SettlementMetrics();
  }

  @Singleton
  ChannelChain channelChain(Chain chain, ReceiverAuthorizer authorizer, TxSender operator) {
    return new ContractChannelChain(chain, authorizer, operator);
  }

  @Singleton
  RefundsUnderWay refundsUnderWay(Redis redis) {
    return new RefundsUnderWay(redis);
  }

  @Singleton
  LeavingChannels leaving(Redis redis) {
    return new LeavingChannels(redis);
  }

  @Singleton
  CooperativeRefunds refunds(
      Channels channels,
      RefundsUnderWay underWay,
      ChannelChain chain,
      VoucherSigner vouchers,
      LeavingChannels leaving,
      Redis redis,
      SettlementConfiguration configuration) {
    return new CooperativeRefunds(
        channels,
        underWay,
        chain,
        vouchers,
        leaving,
        channel -> RedisSettlementLock.forRefund(redis, configuration.lockLease(), channel),
        configuration.lockWait());
  }

  @Singleton
  ChannelWatcher watcher(
      ChannelChain chain,
      Channels channels,
      RefundsUnderWay underWay,
      LeavingChannels leaving,
      CooperativeRefunds refunds,
      SettlementJob job,
      Redis redis,
      WatchConfiguration configuration,
      SettlementMetrics metrics,
      Clock clock) {
    return new ChannelWatcher(
        chain, channels, underWay, leaving, refunds, job, redis, configuration, metrics, clock);
  }

  @Singleton
  @Named("watch")
  SettlementLock watchLock(Redis redis, WatchConfiguration configuration) {
    return RedisSettlementLock.forWatching(redis, configuration.lease());
  }

  @Singleton
  UnclaimedCharges unclaimed(Redis redis, Channels channels) {
    return new UnclaimedCharges(redis, channels);
  }

  /** Needs no chain: it is for the time without one. */
  @Singleton
  ChainExposure exposure(
      ExposureConfiguration limits, ChannelTerms terms, UnclaimedCharges unclaimed, Clock clock) {
    return new ChainExposure(
        limits, terms.withdrawDelay(), unclaimed.lastSaw().orElseGet(clock::instant), clock);
  }

  @Singleton
  RevenueLedger ledger(Redis redis, Channels channels, ChannelLedger calls) {
    return new RedisRevenueLedger(redis, channels, calls);
  }

  @Singleton
  EpochStore epochs(Redis redis) {
    return new RedisEpochStore(redis);
  }

  @Singleton
  @Primary
  SettlementLock lock(Redis redis, SettlementConfiguration configuration) {
    return new RedisSettlementLock(redis, configuration.lockLease());
  }

  @Singleton
  VoucherSigner vouchers(Channels channels, AuthorizerKeys keys, Deployment deployment) {
    return new ChannelVouchers(channels, keys, SettlementDomain.of(deployment.chainId()));
  }

  @Singleton
  ReceiptLeaves leaves(Receipts receipts, AssetRegistryContract registry) {
    return new ChargedReceipts(receipts, () -> new RegistryRecords(registry));
  }

  @Singleton
  EarnedBook earned(Redis redis) {
    return new RedisEarnedBook(redis);
  }

  @Singleton
  ReceiptPlaces places(Redis redis) {
    return new ReceiptPlaces(redis);
  }

  @Singleton
  Inclusions inclusions(ReceiptPlaces places, EpochStore epochs) {
    return call ->
        places
            .of(call)
            .flatMap(place ->
                epochs
                    .find(place.epoch())
                    .map(epoch ->
                        Inclusion.of(
                            epoch.number(),
                            epoch.state().text(),
                            places.tree(epoch).proof(place.index()),
                            epoch.receipts(),
                            epoch.roots())));
  }

  @Singleton
  EpochPublisher publication(
      PublicationConfiguration configuration,
      SettlementConfiguration settlement,
      Deployment deployment,
      EpochStore epochs,
      RevenueLedger ledger,
      Receipts receipts,
      ReceiptPlaces places,
      Channels channels,
      VoucherSigner vouchers,
      ObjectMapper json) {
    return new EpochPublisher(
        new PublicFolder(configuration.folder()),
        deployment,
        epochs,
        ledger,
        receipts,
        places,
        channels,
        vouchers,
        settlement.maxEntries(),
        json);
  }

  @Singleton
  SettlementJob job(
      SettlementLock lock,
      RevenueLedger ledger,
      SettlementChain chain,
      VoucherSigner vouchers,
      EpochStore epochs,
      ReceiptLeaves receipts,
      EarnedBook earned,
      Publication publication,
      SettlementConfiguration configuration,
      SettlementMetrics metrics,
      Clock clock) {
    return new SettlementJob(
        lock,
        ledger,
        chain,
        vouchers,
        epochs,
        receipts,
        earned,
        publication,
        configuration,
        metrics,
        clock);
  }
}
