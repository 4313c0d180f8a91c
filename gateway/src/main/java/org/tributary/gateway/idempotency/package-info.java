/** Calls that a caller may send again: each is charged once and answered alike. */
@NullMarked
package org.tributary.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
