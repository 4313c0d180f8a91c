/** What each feature counts, in one place for Prometheus. */
@NullMarked
package org.tributary.gateway.metrics;

import org.jspecify.annotations.NullMarked;
