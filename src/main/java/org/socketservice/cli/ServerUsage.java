package org.socketservice.cli;

/**
 * What the server under load used meanwhile.
 *
 * @param cpuSeconds CPU time of all of its threads during the measurement
 * @param residentBytes resident memory at its end
 */
record ServerUsage(double cpuSeconds, long residentBytes) {
}
