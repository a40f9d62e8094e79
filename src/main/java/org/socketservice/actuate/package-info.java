/**
 * What operators see: health, endpoints, meters. Each part is there when the library it
 * needs is: Boot's health and actuator modules, Micrometer.
 * <p>
 * The health component {@code listeners} belongs in the readiness group. As with every
 * component Boot leaves that to the application, and the service's main does it:
 * {@code management.endpoint.health.group.readiness.include=readinessState,listeners}. It
 * does not belong in the liveness group: restarting helps no listener that binds again by
 * itself.
 */
@NullMarked
package org.socketservice.actuate;

import org.jspecify.annotations.NullMarked;
