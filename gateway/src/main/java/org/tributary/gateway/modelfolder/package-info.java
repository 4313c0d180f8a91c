/** Models' folders on this machine: what is in one counts only where it is what was registered. */
@NullMarked
package org.tributary.gateway.modelfolder;

import org.jspecify.annotations.NullMarked;
