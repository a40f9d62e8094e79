package org.socketservice.listener;

import java.time.Duration;
import java.util.List;

import org.socketservice.connection.RequestOutcome;

/**
 * Waits until listeners that drain have no connection left, cuts what has not finished
 * within {@code socket.shutdown.grace-period}, and tells how it went.
 */
final class ListenerDrain {

	private final List<ManagedListener> listeners;

	private final Duration gracePeriod;

	private final long begin = System.nanoTime();

	private final long answeredBefore;

	/**
	 * Note what has been answered until now.
	 * @param listeners about to drain
	 * @param gracePeriod how long they may take
	 */
	ListenerDrain(List<ManagedListener> listeners, Duration gracePeriod) {
		this.listeners = listeners;
		this.gracePeriod = gracePeriod;
		this.answeredBefore = answered();
	}

	/** Wait; returns a second after the grace period at the latest. */
	void await() {
		if (!awaitNoConnections(this.begin + this.gracePeriod.toNanos())) {
			this.listeners.forEach(ManagedListener::cut);
			awaitNoConnections(System.nanoTime() + Duration.ofSeconds(1).toNanos());
		}
	}

	private boolean awaitNoConnections(long deadline) {
		try {
			for (ManagedListener listener : this.listeners) {
				if (!listener.awaitDrained(deadline)) {
					return false;
				}
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * How it went.
	 * @return for the log
	 */
	String report() {
		long clean = this.listeners.stream().mapToLong((listener) -> listener.drained().clean()).sum();
		long cut = this.listeners.stream().mapToLong((listener) -> listener.drained().cut()).sum();
		long total = answered();
		return Duration.ofNanos(System.nanoTime() - this.begin).toMillis() + " ms: " + (total - this.answeredBefore)
				+ " requests answered (" + total + " since the start), " + clean + " connections closed cleanly, " + cut
				+ " connections cut";
	}

	private long answered() {
		long sum = 0;
		for (ManagedListener listener : this.listeners) {
			for (RequestOutcome outcome : RequestOutcome.values()) {
				sum += (outcome != RequestOutcome.ABANDONED) ? listener.counts().requests(outcome) : 0;
			}
		}
		return sum;
	}

}
