@NullMarked
package org.tributary.webapp;

import org.jspecify.annotations.NullMarked;
