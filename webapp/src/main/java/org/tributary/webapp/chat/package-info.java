@NullMarked
package org.tributary.webapp.chat;

import org.jspecify.annotations.NullMarked;
