/** The caller's end of a call: its connection, and the events that are sent to it. */
@NullMarked
package org.tributary.gateway.client;

import org.jspecify.annotations.NullMarked;
