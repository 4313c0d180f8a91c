@NullMarked
package org.tributary.gateway.call;

import org.jspecify.annotations.NullMarked;
