@NullMarked
package org.tributary.gateway.prompt;

import org.jspecify.annotations.NullMarked;
