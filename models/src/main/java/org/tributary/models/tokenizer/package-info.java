/** Text to model-tokens and back, for chats and streams. */
@NullMarked
package org.tributary.models.tokenizer;

import org.jspecify.annotations.NullMarked;
