package org.tributary.gateway.settlement;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.ChannelLedger;
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
        SigningKey.fromHex(Files.readString(configuration.operatorKey()).strip()));
  }

  /** The one sender of the operator's transactions in this process. */
  @Singleton
  TxSender operator(Chain chain, ReceiverAuthorizer authorizer) {
    return TxSender.of(chain, authorizer.key());
  }

  @Singleton
  SettlementChain settlementChain(
      Chain chain, Deployment deployment, ReceiverAuthorizer authorizer, TxSender operator) {
    return new ContractSettlementChain(chain, deployment, authorizer, operator);
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
  SettlementLock lock(Redis redis, SettlementConfiguration configuration) {
    return new RedisSettlementLock(redis, configuration.lockLease());
  }

  @Singleton
  VoucherSigner vouchers(Channels channels, AuthorizerKeys keys, Deployment deployment) {
    return new ChannelVouchers(channels, keys, SettlementDomain.of(deployment.chainId()));
  }

  @Singleton
  ReceiptDigests digests(Receipts receipts) {
    return call -> receipts.digest(call).orElseThrow();
  }

  @Singleton
  SettlementJob job(
      SettlementLock lock,
      RevenueLedger ledger,
      SettlementChain chain,
      VoucherSigner vouchers,
      EpochStore epochs,
      ReceiptDigests receipts,
      SettlementConfiguration configuration,
      Clock clock) {
    return new SettlementJob(lock, ledger, chain, vouchers, epochs, receipts, configuration, clock);
  }
}
