/** What an asset is on disk: its files, the hash of its content, and a model's own manifest. */
@NullMarked
package org.tributary.models.manifest;

import org.jspecify.annotations.NullMarked;
