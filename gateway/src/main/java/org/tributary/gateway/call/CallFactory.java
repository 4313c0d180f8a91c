package org.tributary.gateway.call;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.payment.CallContext;

/** What calls need of the configuration, in their own types. */
@Factory
final class CallFactory {
  @Singleton
  CallContext.Gateway gateway(FeeConfig config) {
    return new CallContext.Gateway(config.name(), new Address(config.payee()));
  }
}
