/** Money into an account of one's own, and out of it again. */
@NullMarked
package org.tributary.gateway.funding;

import org.jspecify.annotations.NullMarked;
