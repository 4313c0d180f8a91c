/**
 * Who someone is: a message signed by the key of an Ethereum address, kept in a wallet or in a
 * browser, and the session that it opens.
 */
@NullMarked
package org.tributary.gateway.signin;

import org.jspecify.annotations.NullMarked;
