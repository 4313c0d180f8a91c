package org.tributary.gateway.account;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;

/** Where the master secret lies: hex in a file, outside Redis. */
@ConfigurationProperties("tributary.keys")
public record AuthorizerConfig(
    @Bindable(defaultValue = ".tributary/keys/master-secret") Path masterSecretFile) {}
