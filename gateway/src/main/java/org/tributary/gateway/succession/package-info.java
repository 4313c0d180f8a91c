/** Goes on where a gateway is gone, from what it published and the chain alone. */
@NullMarked
package org.tributary.gateway.succession;

import org.jspecify.annotations.NullMarked;
