@NullMarked
package org.tributary.webapp.browser;

import org.jspecify.annotations.NullMarked;
