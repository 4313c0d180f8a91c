/** A decoder as TorchScript: the graph that the engine runs, with its key-value cache. */
@NullMarked
package org.tributary.models.decoder;

import org.jspecify.annotations.NullMarked;
