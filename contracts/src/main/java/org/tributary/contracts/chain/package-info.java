/**
 * The chain as the gateway uses it: one small typed class for each contract, transactions signed
 * here, and JSON-RPC over plain HTTP.
 */
@NullMarked
package org.tributary.contracts.chain;

import org.jspecify.annotations.NullMarked;
