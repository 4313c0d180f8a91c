@NullMarked
package org.tributary.gateway.relay;

import org.jspecify.annotations.NullMarked;
