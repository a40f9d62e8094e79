package org.socketservice.listener;

import java.util.concurrent.atomic.AtomicLong;

import org.socketservice.connection.CloseReason;

/**
 * How the connections of one listener ended while it drained.
 */
final class DrainReport {

	private final AtomicLong clean = new AtomicLong();

	private final AtomicLong cut = new AtomicLong();

	private volatile boolean draining;

	void begin() {
		this.draining = true;
	}

	/** Begin anew: the listener listens again. */
	void reset() {
		this.draining = false;
		this.clean.set(0);
		this.cut.set(0);
	}

	boolean isDraining() {
		return this.draining;
	}

	void closed(CloseReason reason) {
		if (this.draining) {
			((reason == CloseReason.CUT) ? this.cut : this.clean).incrementAndGet();
		}
	}

	long clean() {
		return this.clean.get();
	}

	long cut() {
		return this.cut.get();
	}

}
