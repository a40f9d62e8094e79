package org.socketservice.cli;

import java.time.Duration;

/**
 * What a load consists of.
 *
 * @param target where it goes
 * @param connections how many connections share it
 * @param pipeline requests outstanding per connection, at most
 * @param size bytes per message with its line feed
 * @param rate messages per second over all connections, or 0 for a closed loop (a new
 * request for every reply)
 * @param warmup time before the measurement
 * @param duration time of the measurement
 * @param threads threads that share the connections
 * @param serverPid process whose CPU time and memory are measured, or 0
 */
record LoadPlan(Target target, int connections, int pipeline, int size, long rate, Duration warmup, Duration duration,
		int threads, long serverPid) {

	/**
	 * Whether messages are sent at fixed times rather than when a reply came.
	 * @return true with a rate
	 */
	boolean isPaced() {
		return this.rate > 0;
	}

}
