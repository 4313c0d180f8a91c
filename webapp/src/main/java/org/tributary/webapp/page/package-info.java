@NullMarked
package org.tributary.webapp.page;

import org.jspecify.annotations.NullMarked;
