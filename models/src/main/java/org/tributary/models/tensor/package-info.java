@NullMarked
package org.tributary.models.tensor;

import org.jspecify.annotations.NullMarked;
