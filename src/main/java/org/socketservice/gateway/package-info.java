/**
 * Message to service to reply, in order.
 */
@NullMarked
package org.socketservice.gateway;

import org.jspecify.annotations.NullMarked;
