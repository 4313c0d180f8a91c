package org.tributary.gateway.settlement;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.nio.file.Path;

/** The node of the chain, the file that says where the contracts are, and the operator's key. */
@ConfigurationProperties("tributary.chain")
record ChainConfiguration(
    @Bindable(defaultValue = "http://127.0.0.1:8545") URI rpcUrl,
    @Bindable(defaultValue = ".tributary/deployment.json") Path deployment,
    @Bindable(defaultValue = ".tributary/keys/operator.key") Path operatorKey) {}
