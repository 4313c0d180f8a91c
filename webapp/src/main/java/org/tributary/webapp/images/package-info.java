@NullMarked
package org.tributary.webapp.images;

import org.jspecify.annotations.NullMarked;
