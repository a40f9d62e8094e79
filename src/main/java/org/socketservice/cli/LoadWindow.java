package org.socketservice.cli;

import java.time.Duration;

/**
 * When a load warms up, is measured and ends; shared by all of its threads. Times are
 * those of {@link System#nanoTime()}.
 */
final class LoadWindow {

	private final long from;

	private final long until;

	private volatile boolean stopped;

	/**
	 * Create a window.
	 * @param start when the load begins
	 * @param plan how long it warms up and is measured
	 */
	LoadWindow(long start, LoadPlan plan) {
		this.from = start + nanos(plan.warmup());
		this.until = this.from + nanos(plan.duration());
	}

	/**
	 * The end of the warm-up.
	 * @return the first nanosecond that is measured
	 */
	long from() {
		return this.from;
	}

	/**
	 * The end of the measurement.
	 * @return the first nanosecond that is no longer measured
	 */
	long until() {
		return this.until;
	}

	/** End the load now, as Ctrl-C does. */
	void stop() {
		this.stopped = true;
	}

	/**
	 * Whether no further message is to be sent.
	 * @param now the time
	 * @return true at the end and after {@link #stop()}
	 */
	boolean isOver(long now) {
		return this.stopped || now - this.until >= 0;
	}

	private static long nanos(Duration duration) {
		return duration.toNanos();
	}

}
