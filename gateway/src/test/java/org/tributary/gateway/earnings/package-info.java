@NullMarked
package org.tributary.gateway.earnings;

import org.jspecify.annotations.NullMarked;
