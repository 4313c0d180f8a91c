package org.tributary.gateway.payment;

import org.tributary.contracts.keys.Address;

/** The worker that serves a call, by the name people see, and where its share goes. */
public record PaidWorker(String name, Address address, Address payout) {}
