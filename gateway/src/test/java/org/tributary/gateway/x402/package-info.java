@NullMarked
package org.tributary.gateway.x402;

import org.jspecify.annotations.NullMarked;
