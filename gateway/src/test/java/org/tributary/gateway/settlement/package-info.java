@NullMarked
package org.tributary.gateway.settlement;

import org.jspecify.annotations.NullMarked;
