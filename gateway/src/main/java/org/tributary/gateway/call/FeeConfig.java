package org.tributary.gateway.call;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Who takes the gateway's share of a charge.
 *
 * @param payee address, 0x and 40 digits
 */
@ConfigurationProperties("tributary.fee")
record FeeConfig(@Bindable(defaultValue = "Tributary gateway") String name, String payee) {}
