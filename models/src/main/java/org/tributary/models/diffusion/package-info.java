/** Text-conditional diffusion transformers: their shape, weights and TorchScript. */
@NullMarked
package org.tributary.models.diffusion;

import org.jspecify.annotations.NullMarked;
