/** The worker as an OpenAI-compatible HTTP server. */
@NullMarked
package org.tributary.inference.http;

import org.jspecify.annotations.NullMarked;
