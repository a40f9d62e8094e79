/**
 * Opens sockets and owns their life: properties, bind, drain, recovery.
 */
@NullMarked
package org.socketservice.listener;

import org.jspecify.annotations.NullMarked;
