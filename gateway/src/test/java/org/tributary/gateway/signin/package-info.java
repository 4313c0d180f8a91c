@NullMarked
package org.tributary.gateway.signin;

import org.jspecify.annotations.NullMarked;
