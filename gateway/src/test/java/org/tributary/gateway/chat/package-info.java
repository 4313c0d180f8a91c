@NullMarked
package org.tributary.gateway.chat;

import org.jspecify.annotations.NullMarked;
