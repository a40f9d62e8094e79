package org.socketservice.connection;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;

/**
 * Counts of one listener. Opening and closing are counted under one lock, so that every
 * {@link Snapshot} satisfies accepted = active + closed.
 */
public final class ListenerCounts {

	private final Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);

	private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);

	private final Map<RejectReason, Long> wouldReject = new EnumMap<>(RejectReason.class);

	private final Map<PauseReason, Long> paused = new EnumMap<>(PauseReason.class);

	private final Map<PauseReason, Long> wouldPause = new EnumMap<>(PauseReason.class);

	private final List<TrafficCounters> traffic = new CopyOnWriteArrayList<>();

	private final ReasonCounts<RequestOutcome> failures = new ReasonCounts<>(RequestOutcome.class);

	private final ReasonCounts<DatagramRefusal> refusedDatagrams = new ReasonCounts<>(DatagramRefusal.class);

	private final TlsCounts tls = new TlsCounts();

	private volatile LongConsumer replyDurations = (nanos) -> {
	};

	private volatile LongConsumer connectionDurations = (nanos) -> {
	};

	private long accepted;

	private int active;

	public ListenerCounts() {
		for (CloseReason reason : CloseReason.values()) {
			this.closed.put(reason, 0L);
		}
		for (RejectReason reason : RejectReason.values()) {
			this.rejected.put(reason, 0L);
		}
	}

	/**
	 * Count a connection as accepted unless that exceeds a limit.
	 * @param max connections that may be active
	 * @return whether it is accepted; if not, it has been counted as rejected
	 */
	public boolean tryAccept(int max) {
		return tryAccept(max, false);
	}

	/**
	 * Count a connection as accepted unless that exceeds a limit.
	 * @param max connections that may be active
	 * @param dryRun whether to accept it all the same and count what would have been
	 * @return whether it is accepted; if not, it has been counted as rejected
	 */
	public synchronized boolean tryAccept(int max, boolean dryRun) {
		if (this.active >= max) {
			if (!dryRun) {
				reject(RejectReason.MAX_CONNECTIONS);
				return false;
			}
			wouldReject(RejectReason.MAX_CONNECTIONS);
		}
		this.accepted++;
		this.active++;
		return true;
	}

	/**
	 * Count a connection as refused.
	 * @param reason why
	 */
	public synchronized void reject(RejectReason reason) {
		this.rejected.merge(reason, 1L, Long::sum);
	}

	/**
	 * Count a connection as accepted although a limit says otherwise (dry run).
	 * @param reason why it would have been refused
	 */
	public synchronized void wouldReject(RejectReason reason) {
		this.wouldReject.merge(reason, 1L, Long::sum);
	}

	/**
	 * Connections that would have been refused but for the dry run.
	 * @param reason why
	 * @return how many so far
	 */
	public synchronized long wouldHaveRejected(RejectReason reason) {
		return this.wouldReject.getOrDefault(reason, 0L);
	}

	/**
	 * Count that a limit keeps a connection from being read for a while.
	 * @param reason which limit
	 * @param dryRun whether it is read all the same
	 */
	public synchronized void pause(PauseReason reason, boolean dryRun) {
		(dryRun ? this.wouldPause : this.paused).merge(reason, 1L, Long::sum);
	}

	/**
	 * How often connections were not read for a while.
	 * @param reason why
	 * @return how often so far
	 */
	public synchronized long paused(PauseReason reason) {
		return this.paused.getOrDefault(reason, 0L);
	}

	/**
	 * How often connections would not have been read but for the dry run.
	 * @param reason why
	 * @return how often so far
	 */
	public synchronized long wouldHavePaused(PauseReason reason) {
		return this.wouldPause.getOrDefault(reason, 0L);
	}

	/**
	 * Count an accepted connection as closed.
	 * @param reason why
	 */
	public synchronized void close(CloseReason reason) {
		this.active--;
		if (this.active == 0) {
			notifyAll();
		}
		this.closed.merge(reason, 1L, Long::sum);
	}

	/**
	 * Wait until no connection is active.
	 * @param deadline {@link System#nanoTime()} when to give up
	 * @return whether none is active
	 * @throws InterruptedException if interrupted meanwhile
	 */
	public synchronized boolean awaitNoneActive(long deadline) throws InterruptedException {
		while (this.active > 0) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			TimeUnit.NANOSECONDS.timedWait(this, left);
		}
		return true;
	}

	/**
	 * Count a request that ended otherwise than by its reply.
	 * @param outcome how it ended
	 */
	public void failed(RequestOutcome outcome) {
		this.failures.add(outcome, 1);
	}

	/**
	 * Datagrams that did not become requests.
	 * @return live counts
	 */
	public ReasonCounts<DatagramRefusal> refusedDatagrams() {
		return this.refusedDatagrams;
	}

	/**
	 * Note how long a batch of replies took.
	 * @param nanos from reading its first request to writing
	 */
	public void replied(long nanos) {
		this.replyDurations.accept(nanos);
	}

	/**
	 * Note how long a connection lived.
	 * @param nanos from accept to close
	 */
	public void lived(long nanos) {
		this.connectionDurations.accept(nanos);
	}

	/** What concerns TLS; all zero without it. */
	public TlsCounts tls() {
		return this.tls;
	}

	/**
	 * Have durations observed, by this observer too.
	 * @param observer gets the nanoseconds of one reply per batch, on event loops
	 */
	public synchronized void observeReplyDurations(LongConsumer observer) {
		this.replyDurations = this.replyDurations.andThen(observer);
	}

	/**
	 * Have the life times of connections observed, by this observer too.
	 * @param observer gets the nanoseconds from accept to close, on event loops
	 */
	public synchronized void observeConnectionDurations(LongConsumer observer) {
		this.connectionDurations = this.connectionDurations.andThen(observer);
	}

	/**
	 * Counters for one more event loop.
	 * @return new counters, included in the sums from now on
	 */
	public TrafficCounters newTraffic() {
		TrafficCounters counters = new TrafficCounters(this::replied);
		this.traffic.add(counters);
		return counters;
	}

	/**
	 * Sum a counter over all event loops.
	 * @param counter which
	 * @return the sum
	 */
	public long sum(ToLongFunction<TrafficCounters> counter) {
		return this.traffic.stream().mapToLong(counter).sum();
	}

	/**
	 * Requests by outcome; {@link RequestOutcome#REPLIED} are the replies of the service.
	 * @param outcome which
	 * @return how many so far
	 */
	public long requests(RequestOutcome outcome) {
		if (outcome == RequestOutcome.REPLIED) {
			return sum(TrafficCounters::replies);
		}
		return this.failures.count(outcome);
	}

	/**
	 * Requests taken that have no outcome yet.
	 * @return how many now; never negative
	 */
	public long requestsActive() {
		long ended = 0;
		for (RequestOutcome outcome : RequestOutcome.values()) {
			ended += requests(outcome);
		}
		// read last, for a request is counted before its outcome
		return Math.max(0, sum(TrafficCounters::requests) - ended);
	}

	/**
	 * Connections of this listener, consistent in themselves.
	 * @return the counts now
	 */
	public synchronized Snapshot snapshot() {
		return new Snapshot(this.active, this.accepted, new EnumMap<>(this.closed), new EnumMap<>(this.rejected));
	}

	/**
	 * Connections counted at one moment.
	 *
	 * @param active open now
	 * @param accepted ever accepted: active and closed ones
	 * @param closed closed ones by reason (all reasons are keys)
	 * @param rejected refused ones by reason (all reasons are keys)
	 */
	public record Snapshot(int active, long accepted, Map<CloseReason, Long> closed, Map<RejectReason, Long> rejected) {
	}

}
