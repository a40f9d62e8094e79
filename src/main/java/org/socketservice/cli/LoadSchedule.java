package org.socketservice.cli;

/**
 * The intended send times of a load at a fixed rate. Latency is counted from them, not
 * from when a message could really be sent: a server that stalls would otherwise delay
 * the very messages that measure its stall ("coordinated omission"). One per thread.
 */
final class LoadSchedule {

	private final double interval;

	private final long phase;

	private long epoch;

	/**
	 * Create a schedule.
	 * @param interval nanoseconds between two messages of this thread
	 * @param phase nanoseconds by which this thread lags behind the first
	 */
	LoadSchedule(double interval, long phase) {
		this.interval = interval;
		this.phase = phase;
	}

	/**
	 * Begin anew.
	 * @param epoch when the first message is due (but for the phase)
	 */
	void restart(long epoch) {
		this.epoch = epoch + this.phase;
	}

	/**
	 * How many messages should have been sent by now.
	 * @param now the time
	 * @return messages since the last restart
	 */
	long due(long now) {
		long elapsed = now - this.epoch;
		return (elapsed < 0) ? 0 : (long) (elapsed / this.interval) + 1;
	}

	/**
	 * When a message should be sent.
	 * @param number 0 for the first since the last restart
	 * @return its intended send time
	 */
	long intended(long number) {
		return this.epoch + (long) (number * this.interval);
	}

}
