/**
 * Health, metrics and endpoints.
 */
@NullMarked
package org.socketservice.actuate;

import org.jspecify.annotations.NullMarked;
