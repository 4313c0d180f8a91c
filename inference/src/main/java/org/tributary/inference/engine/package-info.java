/** Runs one model: slots, sampling, and the loop that steps them together. */
@NullMarked
package org.tributary.inference.engine;

import org.jspecify.annotations.NullMarked;
