/** The files that an operator publishes, for whoever checks it or goes on in its place. */
@NullMarked
package org.tributary.gateway.publication;

import org.jspecify.annotations.NullMarked;
