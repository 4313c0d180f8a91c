/** Who signed: secp256k1 keys, addresses, signatures and Keccak-256. */
@NullMarked
package org.tributary.contracts.keys;

import org.jspecify.annotations.NullMarked;
