/**
 * Faults, provoked on purpose: what is lost, how long it takes, what it costs. Under
 * {@code mvnw verify} each comes in a short form, under {@code mvnw -Pchaos verify} in
 * full, with a table of figures in {@code target/chaos.md}.
 */
@NullMarked
package org.socketservice.chaos;

import org.jspecify.annotations.NullMarked;
