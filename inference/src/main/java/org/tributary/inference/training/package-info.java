/** Training of the shipped models, in Java through DJL. */
@NullMarked
package org.tributary.inference.training;

import org.jspecify.annotations.NullMarked;
