/** The signed record of one call and the exact split of its charge. */
@NullMarked
package org.tributary.contracts.receipt;

import org.jspecify.annotations.NullMarked;
