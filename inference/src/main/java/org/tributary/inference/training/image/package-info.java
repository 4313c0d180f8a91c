/** Training of the shipped image model: pictures, exact captions, and the optimizer's run. */
@NullMarked
package org.tributary.inference.training.image;

import org.jspecify.annotations.NullMarked;
