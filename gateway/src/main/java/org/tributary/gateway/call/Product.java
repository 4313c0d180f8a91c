package org.tributary.gateway.call;

/**
 * What is sold at an endpoint.
 *
 * @param what it is, for wallets to show
 * @param lower fields that a caller can lower to pay less, as "max_tokens"
 */
public record Product(String what, String lower) {}
