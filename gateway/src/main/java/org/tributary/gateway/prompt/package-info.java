/** How many model-tokens a prompt is, before any worker sees it. */
@NullMarked
package org.tributary.gateway.prompt;

import org.jspecify.annotations.NullMarked;
