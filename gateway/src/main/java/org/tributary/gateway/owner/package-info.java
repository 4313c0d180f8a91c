/** The commands of those who own assets: register, price, consent, hand over. */
@NullMarked
package org.tributary.gateway.owner;

import org.jspecify.annotations.NullMarked;
