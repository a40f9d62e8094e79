package org.socketservice.listener;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.PauseReason;
import org.socketservice.connection.TokenBucket;
import org.socketservice.transport.FramedChannel;

/**
 * Limits that keep one connection from being read for a while; nothing is dropped:
 * {@code limits.messages-per-second}, and {@code socket.limits.queued-replies} over all
 * connections. Beyond the latter a connection is read only while none of its own replies
 * waits, so that peers who take their replies do not suffer from those who do not.
 */
final class ReadLimits {

	private final ListenerContext context;

	private final FramedChannel framed;

	private final boolean dryRun;

	private @Nullable TokenBucket rate;

	private boolean resumeScheduled;

	private boolean queueing;

	ReadLimits(ListenerContext context, FramedChannel framed) {
		this.context = context;
		this.framed = framed;
		this.dryRun = context.properties().limits().dryRun();
		this.rate = context.admission().newMessageRate();
		framed.output().countQueued(context.queued(), framed::resume);
	}

	void onMessage() {
		if (this.rate != null) {
			this.rate.take(this.framed.lastRead());
		}
	}

	boolean isExceeded() {
		return (this.rate != null && isTooFast(this.rate)) || isQueueing();
	}

	private boolean isTooFast(TokenBucket rate) {
		long wait = rate.nanosToNext(System.nanoTime());
		if (wait <= 0) {
			return false;
		}
		if (this.dryRun) {
			pausing(PauseReason.MESSAGE_RATE);
			this.rate = this.context.admission().newMessageRate(); // as after the pause
			return false;
		}
		if (!this.resumeScheduled) {
			this.resumeScheduled = true;
			pausing(PauseReason.MESSAGE_RATE);
			this.framed.schedule(() -> {
				this.resumeScheduled = false;
				this.framed.resume();
			}, wait);
		}
		return true;
	}

	private boolean isQueueing() {
		if (!this.framed.output().isQueueing() || !this.context.queued().isExceeded()) {
			this.queueing = false;
			return false;
		}
		if (!this.queueing) {
			this.queueing = true;
			pausing(PauseReason.QUEUED_REPLIES);
		}
		return !this.dryRun;
	}

	private void pausing(PauseReason reason) {
		this.context.counts().pause(reason, this.dryRun);
	}

}
