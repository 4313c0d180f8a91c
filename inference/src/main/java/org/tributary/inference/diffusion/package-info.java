/** Diffusion models as they run: loaded from a folder, and sampled. */
@NullMarked
package org.tributary.inference.diffusion;

import org.jspecify.annotations.NullMarked;
