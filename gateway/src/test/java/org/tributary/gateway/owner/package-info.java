@NullMarked
package org.tributary.gateway.owner;

import org.jspecify.annotations.NullMarked;
