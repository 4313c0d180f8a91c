/** Proofs that an asset's owner speaks for a domain or a repository. */
@NullMarked
package org.tributary.gateway.proof;

import org.jspecify.annotations.NullMarked;
