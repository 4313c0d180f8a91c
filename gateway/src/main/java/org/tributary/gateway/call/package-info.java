/** What every paid call has in common: who pays, what is set aside, which worker, how it ends. */
@NullMarked
package org.tributary.gateway.call;

import org.jspecify.annotations.NullMarked;
