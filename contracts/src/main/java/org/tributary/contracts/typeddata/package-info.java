/** EIP-712 hashing, the same digests that the contracts and wallets compute. */
@NullMarked
package org.tributary.contracts.typeddata;

import org.jspecify.annotations.NullMarked;
