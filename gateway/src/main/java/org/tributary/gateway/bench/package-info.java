/** Measurements of a running stack, each printed beside its limit. */
@NullMarked
package org.tributary.gateway.bench;

import org.jspecify.annotations.NullMarked;
