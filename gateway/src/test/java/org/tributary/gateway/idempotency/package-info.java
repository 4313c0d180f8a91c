@NullMarked
package org.tributary.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
