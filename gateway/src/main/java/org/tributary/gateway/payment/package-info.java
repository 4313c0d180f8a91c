/** The ledger: every call is reserved on its channel, charged once at its end, and never above. */
@NullMarked
package org.tributary.gateway.payment;

import org.jspecify.annotations.NullMarked;
