package org.tributary.gateway.x402;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.tributary.contracts.chain.TransactionReceipt;
import org.tributary.contracts.chain.TransactionRequest;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;

/** The gateway dies at one of its transactions: nothing of that request is done from then on. */
@Singleton
@Bean(typed = BeanCreatedEventListener.class)
@Requires(property = "spec.dies-at-send")
final class DyingSender implements BeanCreatedEventListener<TxSender> {
  private final int at;
  private final boolean before;
  private final AtomicInteger sent = new AtomicInteger();

  DyingSender(
      @Value("${spec.dies-at-send}") int at, @Value("${spec.dies-before-it}") boolean before) {
    this.at = at;
    this.before = before;
  }

  /** Nothing catches it but the last resort, which tells the caller that something failed. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public TxSender onCreated(BeanCreatedEvent<TxSender> created) {
    TxSender real = created.getBean();
    return new TxSender() {
      @Override
      public Address address() {
        return real.address();
      }

      @Override
      public TransactionReceipt send(TransactionRequest request) {
        boolean dies = sent.incrementAndGet() == at;
        if (dies && before) {
          throw new Death();
        }
        TransactionReceipt receipt = real.send(request);
        if (dies) {
          throw new Death();
        }
        return receipt;
      }

      @Override
      public int tend() {
        return real.tend();
      }
    };
  }
}
