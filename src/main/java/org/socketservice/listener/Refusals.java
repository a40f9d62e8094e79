package org.socketservice.listener;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many refused connections may be open at once while they are told why, so
 * that a flood of connections costs no more than the connections admitted.
 */
final class Refusals {

	private static final int MAX = 1000;

	private final AtomicInteger open = new AtomicInteger();

	boolean enter() {
		if (this.open.incrementAndGet() > MAX) {
			this.open.decrementAndGet();
			return false;
		}
		return true;
	}

	void leave() {
		this.open.decrementAndGet();
	}

}
