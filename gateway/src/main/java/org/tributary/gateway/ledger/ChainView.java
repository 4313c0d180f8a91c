package org.tributary.gateway.ledger;

import java.math.BigInteger;
import java.net.URI;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.voucher.ChannelId;

/** What the chain says of a channel; without a chain, what Redis says. */
interface ChainView {

  /** Nothing but what stands in Redis. */
  ChainView NONE =
      new ChainView() {
        @Override
        public BigInteger deposit(String channelKey, BigInteger stored) {
          return stored;
        }

        @Override
        public BigInteger claimed(String channelKey, BigInteger stored) {
          return stored;
        }
      };

  BigInteger deposit(String channelKey, BigInteger stored);

  BigInteger claimed(String channelKey, BigInteger stored);

  static ChainView at(URI rpcUrl) {
    return new OfContract(new BatchSettlementContract(Chain.connect(rpcUrl)));
  }

  /** What the payment contract holds, less what its payer is taking out. */
  record OfContract(BatchSettlementContract contract) implements ChainView {

    @Override
    public BigInteger deposit(String channelKey, BigInteger stored) {
      return contract.snapshot(id(channelKey)).staying();
    }

    @Override
    public BigInteger claimed(String channelKey, BigInteger stored) {
      return contract.state(id(channelKey)).totalClaimed();
    }

    private static ChannelId id(String channelKey) {
      return ChannelId.parse(channelKey.substring(channelKey.lastIndexOf(':') + 1));
    }
  }
}
