/** Calls for images: quoted, paid for, drawn by workers as jobs, marked and kept. */
@NullMarked
package org.tributary.gateway.image;

import org.jspecify.annotations.NullMarked;
