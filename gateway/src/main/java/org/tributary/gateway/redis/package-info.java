/** The connection to Redis, the scripts that change it, and the partitions of money. */
@NullMarked
package org.tributary.gateway.redis;

import org.jspecify.annotations.NullMarked;
