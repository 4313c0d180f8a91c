@NullMarked
package org.tributary.contracts;

import org.jspecify.annotations.NullMarked;
