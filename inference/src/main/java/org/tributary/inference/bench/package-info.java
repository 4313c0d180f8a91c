/** Measures the engine beside what the machine could do at best, in one run. */
@NullMarked
package org.tributary.inference.bench;

import org.jspecify.annotations.NullMarked;
