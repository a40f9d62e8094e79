package org.socketservice.client;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;

import org.socketservice.connection.TrafficCounters;

/**
 * Counts of one client.
 */
public final class ClientCounts {

	private final Map<ClientOutcome, LongAdder> requests = new EnumMap<>(ClientOutcome.class);

	private final List<TrafficCounters> traffic = new CopyOnWriteArrayList<>();

	private final LongAdder received = new LongAdder();

	private final LongAdder sent = new LongAdder();

	private final AtomicInteger active = new AtomicInteger();

	private volatile LongConsumer replyDurations = (nanos) -> {
	};

	ClientCounts() {
		for (ClientOutcome outcome : ClientOutcome.values()) {
			this.requests.put(outcome, new LongAdder());
		}
	}

	/**
	 * Requests by outcome.
	 * @param outcome which
	 * @return how many so far
	 */
	public long requests(ClientOutcome outcome) {
		return adder(outcome).sum();
	}

	void ended(ClientOutcome outcome) {
		adder(outcome).increment();
	}

	private LongAdder adder(ClientOutcome outcome) {
		return Objects.requireNonNull(this.requests.get(outcome));
	}

	/**
	 * Open connections, pooled ones included.
	 * @return at least 0
	 */
	public int activeConnections() {
		return this.active.get();
	}

	void opened() {
		this.active.incrementAndGet();
	}

	void closed() {
		this.active.decrementAndGet();
	}

	/**
	 * Bytes received from the server.
	 * @return with frames
	 */
	public long bytesReceived() {
		return this.received.sum() + sum(TrafficCounters::bytesReceived);
	}

	/**
	 * Bytes sent to the server.
	 * @return with frames
	 */
	public long bytesSent() {
		return this.sent.sum() + sum(TrafficCounters::bytesSent);
	}

	private long sum(ToLongFunction<TrafficCounters> counter) {
		long sum = 0;
		for (TrafficCounters counters : this.traffic) {
			sum += counter.applyAsLong(counters);
		}
		return sum;
	}

	void received(int bytes) {
		this.received.add(bytes);
	}

	void sent(int bytes) {
		this.sent.add(bytes);
	}

	TrafficCounters newTraffic() {
		TrafficCounters counters = new TrafficCounters((nanos) -> {
			// of one's own requests each is timed by who asks
		});
		this.traffic.add(counters);
		return counters;
	}

	/**
	 * Have the time of replies observed, besides those who observe it already.
	 * @param observer gets the nanoseconds from asking for a connection to the reply, on
	 * the asking thread
	 */
	public synchronized void observeReplyDurations(LongConsumer observer) {
		LongConsumer others = this.replyDurations;
		this.replyDurations = (nanos) -> {
			others.accept(nanos);
			observer.accept(nanos);
		};
	}

	void replied(long nanos) {
		ended(ClientOutcome.REPLIED);
		this.replyDurations.accept(nanos);
	}

}
