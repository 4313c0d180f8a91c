/** The wire records of the OpenAI-compatible API, shared by worker and gateway. */
@NullMarked
package org.tributary.models.openai;

import org.jspecify.annotations.NullMarked;
