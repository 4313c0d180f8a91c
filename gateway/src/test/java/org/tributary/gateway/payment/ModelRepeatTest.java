package org.tributary.gateway.payment;

class ModelRepeatTest extends RepeatContract {

  @Override
  LedgerSubject newSubject() {
    return new ModelLedgerSubject();
  }
}
