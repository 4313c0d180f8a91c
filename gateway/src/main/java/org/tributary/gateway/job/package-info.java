/** Images as jobs: they go on without their caller, and anyone who holds their id can watch. */
@NullMarked
package org.tributary.gateway.job;

import org.jspecify.annotations.NullMarked;
