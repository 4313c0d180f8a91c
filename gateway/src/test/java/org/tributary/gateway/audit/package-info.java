@NullMarked
package org.tributary.gateway.audit;

import org.jspecify.annotations.NullMarked;
