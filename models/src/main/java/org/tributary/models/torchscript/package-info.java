@NullMarked
package org.tributary.models.torchscript;

import org.jspecify.annotations.NullMarked;
