/** Brings payers' signed deposits into their channels, each once. */
@NullMarked
package org.tributary.gateway.deposit;

import org.jspecify.annotations.NullMarked;
