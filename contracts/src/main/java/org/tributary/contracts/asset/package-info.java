/** Registered models, datasets and adapters, and the flat lineage that says who is owed. */
@NullMarked
package org.tributary.contracts.asset;

import org.jspecify.annotations.NullMarked;
