/** What everyone has earned, shown to everyone, and how it is claimed from the pool. */
@NullMarked
package org.tributary.gateway.earnings;

import org.jspecify.annotations.NullMarked;
