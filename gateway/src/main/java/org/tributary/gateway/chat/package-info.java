/** Chat completions: from the payer's request to the signed charge. */
@NullMarked
package org.tributary.gateway.chat;

import org.jspecify.annotations.NullMarked;
