@NullMarked
package org.tributary.models.safetensors;

import org.jspecify.annotations.NullMarked;
