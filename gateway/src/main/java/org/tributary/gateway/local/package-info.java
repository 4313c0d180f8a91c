/** The whole stack on one machine. */
@NullMarked
package org.tributary.gateway.local;

import org.jspecify.annotations.NullMarked;
