/**
 * Starts the runnable jar. Lies at the jar's root besides, outside of the nested jars
 * that take a quarter of a second to open: so it knows nothing but Java.
 */
@NullMarked
package org.socketservice.cli.launch;

import org.jspecify.annotations.NullMarked;
