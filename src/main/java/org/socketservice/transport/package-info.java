/**
 * Event loops, channels, TLS and the native parts.
 */
@NullMarked
package org.socketservice.transport;

import org.jspecify.annotations.NullMarked;
