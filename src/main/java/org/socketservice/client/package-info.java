/**
 * The other end: pooled outbound gateways behind one client class.
 */
@NullMarked
package org.socketservice.client;

import org.jspecify.annotations.NullMarked;
