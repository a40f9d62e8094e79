/**
 * Who is connected and what they did.
 */
@NullMarked
package org.socketservice.connection;

import org.jspecify.annotations.NullMarked;
