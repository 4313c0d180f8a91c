/** Epochs: what channels were charged is claimed, brought to the pool and granted to payees. */
@NullMarked
package org.tributary.gateway.settlement;

import org.jspecify.annotations.NullMarked;
