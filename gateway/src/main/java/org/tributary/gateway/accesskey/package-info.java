/** How an account's holder makes, limits, rotates and revokes its access keys. */
@NullMarked
package org.tributary.gateway.accesskey;

import org.jspecify.annotations.NullMarked;
