/**
 * Services that run inside of tests, and what talks to them: plain sockets and programs
 * that are not ours.
 */
@NullMarked
package org.socketservice.testing;

import org.jspecify.annotations.NullMarked;
