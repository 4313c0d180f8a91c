package org.tributary.gateway.settlement;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;

/** The folder that settlements are published in: for a web server, or watchers, to copy from. */
@ConfigurationProperties("tributary.publication")
record PublicationConfiguration(@Bindable(defaultValue = ".tributary/public") Path folder) {}
