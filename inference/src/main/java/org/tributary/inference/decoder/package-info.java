/** A decoder loaded into DJL's PyTorch engine: prompts in chunks, steps of many answers at once. */
@NullMarked
package org.tributary.inference.decoder;

import org.jspecify.annotations.NullMarked;
