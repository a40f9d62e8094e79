package org.socketservice.listener;

import org.socketservice.transport.FramedChannel;

/**
 * Answers a client that sends a bare word and waits: what came without a terminator is a
 * message when nothing has followed for the quiet period.
 */
final class QuietPeriod {

	private final FramedChannel framed;

	private final long nanos;

	private boolean scheduled;

	QuietPeriod(FramedChannel framed, long nanos) {
		this.framed = framed;
		this.nanos = nanos;
	}

	/** A read batch has been delivered. */
	void onBatch() {
		if (this.nanos > 0 && !this.scheduled && this.framed.isQuietPossible()) {
			schedule(this.nanos);
		}
	}

	private void schedule(long delay) {
		this.scheduled = true;
		this.framed.schedule(this::check, delay);
	}

	private void check() {
		this.scheduled = false;
		if (this.framed.isQuietPossible()) {
			long left = this.nanos - (System.nanoTime() - this.framed.lastRead());
			if (left <= 0) {
				this.framed.takeQuiet();
			}
			else {
				schedule(left);
			}
		}
	}

}
