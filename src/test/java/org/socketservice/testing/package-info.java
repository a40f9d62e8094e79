/**
 * A running service and plain sockets that talk to it.
 */
@NullMarked
package org.socketservice.testing;

import org.jspecify.annotations.NullMarked;
