/** The whole stack as a user starts and uses it. */
@NullMarked
package org.tributary.gateway.e2e;

import org.jspecify.annotations.NullMarked;
