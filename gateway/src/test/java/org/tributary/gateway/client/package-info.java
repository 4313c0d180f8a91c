@NullMarked
package org.tributary.gateway.client;

import org.jspecify.annotations.NullMarked;
