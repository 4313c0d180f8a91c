@NullMarked
package org.tributary.gateway.receipt;

import org.jspecify.annotations.NullMarked;
