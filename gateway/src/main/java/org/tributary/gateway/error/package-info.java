/** One shape for every refusal and failure. */
@NullMarked
package org.tributary.gateway.error;

import org.jspecify.annotations.NullMarked;
