/**
 * The entry point of the runnable service.
 */
@NullMarked
package org.socketservice;

import org.jspecify.annotations.NullMarked;
