/** What a model is on disk: its manifest and the hash of its content. */
@NullMarked
package org.tributary.models.manifest;

import org.jspecify.annotations.NullMarked;
