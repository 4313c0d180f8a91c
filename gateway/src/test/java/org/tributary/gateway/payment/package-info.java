@NullMarked
package org.tributary.gateway.payment;

import org.jspecify.annotations.NullMarked;
