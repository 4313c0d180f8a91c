@NullMarked
package org.tributary.gateway.funding;

import org.jspecify.annotations.NullMarked;
