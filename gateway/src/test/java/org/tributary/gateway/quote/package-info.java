@NullMarked
package org.tributary.gateway.quote;

import org.jspecify.annotations.NullMarked;
