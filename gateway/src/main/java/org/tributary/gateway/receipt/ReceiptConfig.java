package org.tributary.gateway.receipt;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.typeddata.Domain;

/** The chain and the pool that receipts are signed for. */
@ConfigurationProperties("tributary.receipt")
public record ReceiptConfig(
    @Bindable(defaultValue = "31337") long chainId,
    @Bindable(defaultValue = "0x0000000000000000000000000000000000000000") String revenuePool) {

  Domain domain() {
    return Receipt.domain(chainId, new Address(revenuePool));
  }
}
