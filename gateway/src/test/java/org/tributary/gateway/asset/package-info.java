@NullMarked
package org.tributary.gateway.asset;

import org.jspecify.annotations.NullMarked;
