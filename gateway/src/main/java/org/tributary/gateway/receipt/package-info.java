/** The signed record of each call, as the public reads it. */
@NullMarked
package org.tributary.gateway.receipt;

import org.jspecify.annotations.NullMarked;
