@NullMarked
package org.tributary.gateway.redis;

import org.jspecify.annotations.NullMarked;
