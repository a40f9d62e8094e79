package org.socketservice.listener;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.TokenBucket;
import org.socketservice.transport.FramedChannel;

/**
 * Keeps one connection to {@code limits.messages-per-second}: over it the connection is
 * not read for a while; nothing is dropped.
 */
final class MessageRate {

	private final @Nullable TokenBucket bucket;

	private final FramedChannel framed;

	private boolean resumeScheduled;

	MessageRate(@Nullable TokenBucket bucket, FramedChannel framed) {
		this.bucket = bucket;
		this.framed = framed;
	}

	void onMessage() {
		if (this.bucket != null) {
			this.bucket.take(this.framed.lastRead());
		}
	}

	boolean isExceeded() {
		return this.bucket != null && isExceeded(this.bucket);
	}

	private boolean isExceeded(TokenBucket bucket) {
		long wait = bucket.nanosToNext(System.nanoTime());
		if (wait > 0 && !this.resumeScheduled) {
			this.resumeScheduled = true;
			this.framed.schedule(() -> {
				this.resumeScheduled = false;
				this.framed.resume();
			}, wait);
		}
		return wait > 0;
	}

}
