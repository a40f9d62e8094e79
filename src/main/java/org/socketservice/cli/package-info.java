/**
 * The command line: serve, send, bench, check.
 */
@NullMarked
package org.socketservice.cli;

import org.jspecify.annotations.NullMarked;
