@NullMarked
package org.tributary.gateway.local;

import org.jspecify.annotations.NullMarked;
