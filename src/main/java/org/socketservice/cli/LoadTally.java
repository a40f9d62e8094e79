package org.socketservice.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * What one thread of a load has seen. The thread writes; another may read at any time
 * without stopping it.
 */
final class LoadTally {

	private static final long LONGEST = TimeUnit.HOURS.toNanos(1);

	private final SingleWriterRecorder warmup = recorder();

	private final SingleWriterRecorder measured = recorder();

	private final AtomicLong wrong = new AtomicLong();

	private final AtomicLong refused = new AtomicLong();

	private final AtomicLong closed = new AtomicLong();

	private final AtomicLong unanswered = new AtomicLong();

	private final AtomicLong unsent = new AtomicLong();

	private final AtomicLong waiting = new AtomicLong();

	private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

	private final boolean paced;

	private final long from;

	private long until;

	/**
	 * Create a tally.
	 * @param window when to measure
	 * @param paced whether a message belongs to the window by its intended send time
	 * rather than by its reply's time
	 */
	LoadTally(LoadWindow window, boolean paced) {
		this.from = window.from();
		this.until = window.until();
		this.paced = paced;
	}

	private static SingleWriterRecorder recorder() {
		return new SingleWriterRecorder(TimeUnit.MICROSECONDS.toNanos(1), LONGEST, 3);
	}

	/**
	 * The window ended early.
	 * @param until when
	 */
	void endAt(long until) {
		this.until = until;
	}

	/**
	 * Count right replies.
	 * @param sentAt when their requests were sent, or should have been
	 * @param receivedAt when the replies came
	 * @param count how many
	 */
	void replies(long sentAt, long receivedAt, int count) {
		long at = this.paced ? sentAt : receivedAt;
		if (at - this.until >= 0) {
			return;
		}
		SingleWriterRecorder recorder = (at - this.from >= 0) ? this.measured : this.warmup;
		recorder.recordValueWithCount(Math.clamp(receivedAt - sentAt, 0, LONGEST), count);
	}

	/**
	 * Count a reply that is not what it should be.
	 * @param description what was expected and what came
	 */
	void wrong(String description) {
		add(this.wrong, 1);
		this.problem.compareAndSet(null, description);
	}

	/**
	 * Count an error reply.
	 * @param description the reply
	 */
	void refused(String description) {
		add(this.refused, 1);
		this.problem.compareAndSet(null, description);
	}

	/**
	 * Count a connection that ended before its time.
	 * @param description why
	 */
	void closed(String description) {
		add(this.closed, 1);
		this.problem.compareAndSet(null, description);
	}

	/**
	 * Count a request without a reply.
	 */
	void unanswered() {
		add(this.unanswered, 1);
	}

	/**
	 * Count a message whose time came and that was not sent.
	 */
	void unsent() {
		add(this.unsent, 1);
	}

	/**
	 * A measured message of a fixed rate got no reply, and perhaps was not even sent: it
	 * has waited at least so long. Left out, it would make the percentiles look better
	 * than they are.
	 * @param sentAt when it should have been sent
	 * @param now until when it has waited
	 */
	void waited(long sentAt, long now) {
		if (this.paced && sentAt - this.from >= 0) {
			this.measured.recordValue(Math.clamp(now - sentAt, 0, LONGEST));
			add(this.waiting, 1);
		}
	}

	// Only one thread writes, so that an ordinary addition with an ordered store does.
	private static void add(AtomicLong counter, long count) {
		counter.setRelease(counter.getPlain() + count);
	}

	/**
	 * Latencies of the warm-up since the last call.
	 * @return nanoseconds
	 */
	Histogram warmup() {
		return this.warmup.getIntervalHistogram();
	}

	/**
	 * Latencies of the measurement since the last call.
	 * @param recycle a histogram of an earlier call, or {@code null}
	 * @return nanoseconds
	 */
	Histogram measured(@Nullable Histogram recycle) {
		return this.measured.getIntervalHistogram(recycle);
	}

	/**
	 * How many of the measured latencies belong to messages without a reply.
	 * @return messages
	 */
	long waiting() {
		return this.waiting.get();
	}

	/**
	 * The faults so far.
	 * @return a snapshot
	 */
	LoadFaults faults() {
		return new LoadFaults(this.wrong.get(), this.refused.get(), this.closed.get(), this.unanswered.get(),
				this.unsent.get(), this.problem.get());
	}

}
