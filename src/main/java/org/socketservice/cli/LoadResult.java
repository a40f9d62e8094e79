package org.socketservice.cli;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a load measured.
 *
 * @param plan what was asked for
 * @param seconds how long was measured; less than planned when the load was ended early
 * @param messages right replies in that time
 * @param latency nanoseconds; with a fixed rate messages without a reply are in it by the
 * time they have waited
 * @param faults what went wrong, warm-up included
 * @param server what the server used, or {@code null} when nobody asked
 */
record LoadResult(LoadPlan plan, double seconds, long messages, Histogram latency, LoadFaults faults,
		@Nullable ServerUsage server) {

	/**
	 * The throughput.
	 * @return right replies per second
	 */
	double rate() {
		return (this.seconds > 0) ? this.messages / this.seconds : 0;
	}

	/**
	 * A percentile of the latency.
	 * @param percentile 0 to 100
	 * @return microseconds
	 */
	double micros(double percentile) {
		return this.latency.getValueAtPercentile(percentile) / 1e3;
	}

	/**
	 * The CPU time of the server per message.
	 * @param server what it used
	 * @return microseconds, 0 without messages
	 */
	double cpuMicros(ServerUsage server) {
		return (this.messages > 0) ? server.cpuSeconds() * 1e6 / this.messages : 0;
	}

}
