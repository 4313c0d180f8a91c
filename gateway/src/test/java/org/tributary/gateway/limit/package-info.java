@NullMarked
package org.tributary.gateway.limit;

import org.jspecify.annotations.NullMarked;
