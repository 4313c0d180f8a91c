/** What registered assets consist of, as their owners posted it, and what looks like a copy. */
@NullMarked
package org.tributary.gateway.manifest;

import org.jspecify.annotations.NullMarked;
