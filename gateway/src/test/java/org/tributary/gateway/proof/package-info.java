@NullMarked
package org.tributary.gateway.proof;

import org.jspecify.annotations.NullMarked;
