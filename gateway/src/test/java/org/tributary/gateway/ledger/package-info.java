@NullMarked
package org.tributary.gateway.ledger;

import org.jspecify.annotations.NullMarked;
