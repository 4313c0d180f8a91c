@NullMarked
package org.tributary.models.architecture;

import org.jspecify.annotations.NullMarked;
