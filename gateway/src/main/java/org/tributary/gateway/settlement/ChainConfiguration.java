package org.tributary.gateway.settlement;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.TxLimits;

/**
 * The node of the chain, the file that says where the contracts are, the operator's key, and what
 * its transactions may cost.
 *
 * @param nodeAccount where the node signs (Qtum): the account it sends from; the operator's key
 *     then authorizes claims only
 * @param confirmations blocks on top of a claim before anybody is credited for it
 * @param gasMarginPercent above the node's estimate
 * @param maxGas for one transaction
 * @param maxFeePerGas in wei
 * @param stuckAfter then a transaction is replaced by one that pays {@code feeBumpPercent} more
 * @param waitAtMost for one transaction; it is gone on with later
 */
@ConfigurationProperties("tributary.chain")
record ChainConfiguration(
    @Bindable(defaultValue = "http://127.0.0.1:8545") URI rpcUrl,
    @Bindable(defaultValue = ".tributary/deployment.json") Path deployment,
    @Bindable(defaultValue = ".tributary/keys/operator.key") Path operatorKey,
    @Nullable String nodeAccount,
    @Bindable(defaultValue = "0") int confirmations,
    @Bindable(defaultValue = "25") int gasMarginPercent,
    @Bindable(defaultValue = "16777216") long maxGas,
    @Bindable(defaultValue = "500000000000") BigInteger maxFeePerGas,
    @Bindable(defaultValue = "30s") Duration stuckAfter,
    @Bindable(defaultValue = "25") int feeBumpPercent,
    @Bindable(defaultValue = "60s") Duration waitAtMost) {

  ChainConfiguration {
    // Nodes keep the state of the last 128 blocks.
    if (confirmations < 0 || confirmations > 120) {
      throw new IllegalArgumentException("tributary.chain.confirmations is 0 to 120");
    }
  }

  TxLimits limits() {
    return new TxLimits(
        gasMarginPercent,
        maxGas,
        maxFeePerGas,
        stuckAfter,
        feeBumpPercent,
        waitAtMost,
        TxLimits.DEFAULT.pollInterval());
  }
}
