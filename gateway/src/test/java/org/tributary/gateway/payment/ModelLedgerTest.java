package org.tributary.gateway.payment;

class ModelLedgerTest extends ChannelLedgerContract {

  @Override
  LedgerSubject newSubject() {
    return new ModelLedgerSubject();
  }
}
