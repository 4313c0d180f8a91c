@NullMarked
package org.tributary.gateway.routing;

import org.jspecify.annotations.NullMarked;
