package org.socketservice.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/**
 * What one event loop moved for one listener. Only that event loop's thread writes, so an
 * addition is a plain load and store; anybody may read, and sees values that only grow.
 */
public final class TrafficCounters {

	private static final VarHandle BYTES_RECEIVED = field("bytesReceived");

	private static final VarHandle BYTES_SENT = field("bytesSent");

	private static final VarHandle REQUESTS = field("requests");

	private static final VarHandle REPLIES = field("replies");

	private final LongConsumer observer;

	private final long[] durations = new long[32];

	private int untold;

	private long bytesReceived;

	private long bytesSent;

	private long requests;

	private long replies;

	/**
	 * Create counters, all zero.
	 * @param observer gets the nanoseconds of batches of replies, on the event loop
	 */
	public TrafficCounters(LongConsumer observer) {
		this.observer = observer;
	}

	private static VarHandle field(String name) {
		try {
			return MethodHandles.lookup().findVarHandle(TrafficCounters.class, name, long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	public void received(long bytes) {
		BYTES_RECEIVED.setOpaque(this, this.bytesReceived + bytes);
	}

	public void sent(long bytes) {
		BYTES_SENT.setOpaque(this, this.bytesSent + bytes);
	}

	public void requests(long count) {
		REQUESTS.setOpaque(this, this.requests + count);
	}

	public void replies(long count) {
		REPLIES.setOpaque(this, this.replies + count);
	}

	/**
	 * Note how long a batch of replies took. The observer is told by
	 * {@link #tellDurations()}, which must follow before the replies leave: it costs less
	 * when it is told of many at once than between a request and its reply.
	 * @param nanos from reading the first request to its reply
	 */
	public void replied(long nanos) {
		if (this.untold == this.durations.length) {
			tellDurations();
		}
		this.durations[this.untold++] = nanos;
	}

	/** Tell the observer of all durations noted since the last call. */
	public void tellDurations() {
		int count = this.untold;
		this.untold = 0;
		for (int i = 0; i < count; i++) {
			this.observer.accept(this.durations[i]);
		}
	}

	public long bytesReceived() {
		return (long) BYTES_RECEIVED.getOpaque(this);
	}

	public long bytesSent() {
		return (long) BYTES_SENT.getOpaque(this);
	}

	public long requests() {
		return (long) REQUESTS.getOpaque(this);
	}

	public long replies() {
		return (long) REPLIES.getOpaque(this);
	}

}
