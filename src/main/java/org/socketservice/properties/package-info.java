/**
 * What holds for all properties below {@code socket}: they are checked when they are
 * bound, with their full names, and what is wrong is explained in terms of what the user
 * wrote. Knows no property by name.
 */
@NullMarked
package org.socketservice.properties;

import org.jspecify.annotations.NullMarked;
