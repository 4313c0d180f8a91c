/**
 * Whether an epoch is right, found out from the chain and published files alone; and its challenge.
 */
@NullMarked
package org.tributary.gateway.audit;

import org.jspecify.annotations.NullMarked;
