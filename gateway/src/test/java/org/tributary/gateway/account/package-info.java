@NullMarked
package org.tributary.gateway.account;

import org.jspecify.annotations.NullMarked;
