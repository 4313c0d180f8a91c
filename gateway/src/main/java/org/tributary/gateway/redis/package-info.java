/** The one place that knows the Redis client: connections, scripts, and the partitions of money. */
@NullMarked
package org.tributary.gateway.redis;

import org.jspecify.annotations.NullMarked;
