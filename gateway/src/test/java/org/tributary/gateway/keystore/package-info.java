@NullMarked
package org.tributary.gateway.keystore;

import org.jspecify.annotations.NullMarked;
