/** Chooses model-tokens from logits: penalties, truncation, counter-based draws, logprobs. */
@NullMarked
package org.tributary.inference.sampling;

import org.jspecify.annotations.NullMarked;
