/** What the gateway knows of registered assets: owners, terms, lineage. */
@NullMarked
package org.tributary.gateway.asset;

import org.jspecify.annotations.NullMarked;
