package org.tributary.contracts.chain;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;

/** What a transaction is to do: call a contract, or create one where {@code to} is null. */
public record TransactionRequest(@Nullable Address to, String data) {}
