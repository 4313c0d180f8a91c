@NullMarked
package org.tributary.gateway.error;

import org.jspecify.annotations.NullMarked;
