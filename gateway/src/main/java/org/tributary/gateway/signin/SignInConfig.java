package org.tributary.gateway.signin;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;

/**
 * Who may ask for signatures in this gateway's name, and for how long they hold.
 *
 * @param domains hosts (with ports) that people see in the address bar; none is this machine only
 * @param nonceLife how long a message may take to be signed
 * @param sessionLife how long a sign-in lasts
 * @param clockSkew how far ahead a signer's clock may be
 * @param noncesPerAddress how many messages one network address may begin in a nonce's life
 * @param nonces how many there may be in all in a nonce's life
 */
@ConfigurationProperties("tributary.signin")
record SignInConfig(
    @Bindable(defaultValue = "") List<String> domains,
    @Bindable(defaultValue = "5m") Duration nonceLife,
    @Bindable(defaultValue = "1h") Duration sessionLife,
    @Bindable(defaultValue = "30s") Duration clockSkew,
    @Bindable(defaultValue = "100") int noncesPerAddress,
    @Bindable(defaultValue = "20000") int nonces) {

  SignInConfig {
    domains = domains.stream().filter(domain -> !domain.isBlank()).toList();
    if (!domains.stream().allMatch(Rfc3986::isAuthority)) {
      throw new IllegalArgumentException("tributary.signin.domains are hosts such as chat.example");
    }
    if (!nonceLife.isPositive() || !sessionLife.isPositive() || clockSkew.isNegative()) {
      throw new IllegalArgumentException("tributary.signin: times must be positive");
    }
    if (noncesPerAddress < 1 || nonces < 1) {
      throw new IllegalArgumentException("tributary.signin: limits must be positive");
    }
  }
}
