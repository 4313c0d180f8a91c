/** The whole ledger as an operator handles it: saved, brought back, checked, and set right. */
@NullMarked
package org.tributary.gateway.ledger;

import org.jspecify.annotations.NullMarked;
