package org.socketservice.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of replies that wait for slow peers, over all connections, and what they may
 * be together. Only connections whose replies do not leave at once come here, so that the
 * others pay nothing.
 */
public final class QueuedReplies {

	private final AtomicLong bytes = new AtomicLong();

	private final long limit;

	/**
	 * Create an empty account.
	 * @param limit bytes that may wait before connections that have replies waiting are
	 * not read any more
	 */
	public QueuedReplies(long limit) {
		this.limit = limit;
	}

	/**
	 * Replies of a connection wait or have left.
	 * @param delta bytes, negative when they have left
	 */
	public void add(long delta) {
		this.bytes.addAndGet(delta);
	}

	/**
	 * Whether more waits than may.
	 * @return {@code true} above the limit
	 */
	public boolean isExceeded() {
		return this.bytes.get() > this.limit;
	}

	/**
	 * What waits now.
	 * @return bytes
	 */
	public long bytes() {
		return this.bytes.get();
	}

	/**
	 * What may wait.
	 * @return bytes
	 */
	public long limit() {
		return this.limit;
	}

}
