/** Who pays: accounts, their access keys and channels, and the trial that needs none of it. */
@NullMarked
package org.tributary.gateway.account;

import org.jspecify.annotations.NullMarked;
