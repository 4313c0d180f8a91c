@NullMarked
package org.tributary.gateway.job;

import org.jspecify.annotations.NullMarked;
