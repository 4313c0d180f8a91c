@NullMarked
package org.tributary.gateway.deposit;

import org.jspecify.annotations.NullMarked;
