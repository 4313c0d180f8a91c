/** A whole gateway, its workers and its models, as integration tests of every endpoint use them. */
@NullMarked
package org.tributary.gateway.harness;

import org.jspecify.annotations.NullMarked;
