@NullMarked
package org.tributary.gateway.image;

import org.jspecify.annotations.NullMarked;
