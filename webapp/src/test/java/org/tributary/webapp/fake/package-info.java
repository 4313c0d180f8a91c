@NullMarked
package org.tributary.webapp.fake;

import org.jspecify.annotations.NullMarked;
