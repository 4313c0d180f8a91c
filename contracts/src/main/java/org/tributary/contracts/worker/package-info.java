/** What a worker signs to say where it is and what it serves. */
@NullMarked
package org.tributary.contracts.worker;

import org.jspecify.annotations.NullMarked;
