/** The master secret at rest: encrypted, outside Redis, and opened with a passphrase. */
@NullMarked
package org.tributary.gateway.keystore;

import org.jspecify.annotations.NullMarked;
