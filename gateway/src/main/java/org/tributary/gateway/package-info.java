@NullMarked
package org.tributary.gateway;

import org.jspecify.annotations.NullMarked;
