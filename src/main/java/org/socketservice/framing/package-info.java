/**
 * Bytes to messages and back. Knows neither sockets nor Spring.
 */
@NullMarked
package org.socketservice.framing;

import org.jspecify.annotations.NullMarked;
