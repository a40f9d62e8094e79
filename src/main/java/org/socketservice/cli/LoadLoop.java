package org.socketservice.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One thread of a load: a selector and its share of the connections. Sends until the
 * window is over, then waits up to two seconds for the replies that are still due.
 */
final class LoadLoop implements Runnable {

	private static final long DRAIN = TimeUnit.SECONDS.toNanos(2);

	private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(100);

	// A selector wakes up to half a millisecond late; what is nearer is waited for
	// without sleeping.
	private static final long SLACK = TimeUnit.MICROSECONDS.toNanos(500);

	private final LoadSelector selector;

	private final List<LoadPeer> connections = new ArrayList<>();

	private final ArrayDeque<LoadPeer> due = new ArrayDeque<>();

	private final LoadWindow window;

	private final LoadContext context;

	private final @Nullable LoadSchedule schedule;

	/** Messages of the schedule handed to connections. */
	private long issued;

	private boolean measuring;

	private long endedAt;

	private volatile @Nullable Throwable failure;

	/**
	 * Create a loop.
	 * @param window when to send
	 * @param context what its connections share
	 * @param selector what waits for them; closed at the end
	 */
	LoadLoop(LoadWindow window, LoadContext context, LoadSelector selector) {
		this.selector = selector;
		this.window = window;
		this.context = context;
		this.schedule = context.schedule;
	}

	/**
	 * Give it a connection; before it runs.
	 * @param socket connected
	 * @param index number among all connections of the load
	 * @throws IOException when the selector does not take it
	 */
	void add(LoadSocket socket, int index) throws IOException {
		LoadPeer peer = this.context.newPeer(socket, index, this.connections.size());
		this.connections.add(peer);
		this.selector.add(socket, peer);
	}

	/**
	 * What it counted.
	 * @return the tally, which lives on
	 */
	LoadTally tally() {
		return this.context.tally;
	}

	/**
	 * When it stopped sending; after it ran.
	 * @return the time
	 */
	long endedAt() {
		return this.endedAt;
	}

	/**
	 * Why it broke off; after it ran.
	 * @return the failure, or {@code null}
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	@Override
	public void run() {
		try {
			send();
			drain();
		}
		catch (IOException | RuntimeException | Error ex) {
			this.failure = ex;
		}
		finally {
			long now = System.nanoTime();
			this.connections.forEach((connection) -> connection.finish(this.endedAt, now));
			close();
		}
	}

	private void send() throws IOException {
		long now = System.nanoTime();
		long ticked = now;
		if (this.schedule != null) {
			this.schedule.restart(now);
		}
		for (LoadPeer connection : this.connections) {
			connection.trySend(now);
		}
		while (!this.window.isOver(now) && this.context.open > 0) {
			if (this.schedule != null) {
				issue(this.schedule, now);
			}
			select(now);
			now = System.nanoTime();
			if (now - ticked >= LONGEST_WAIT) {
				ticked = now;
				for (LoadPeer connection : this.connections) {
					connection.tick(now);
				}
			}
		}
		this.endedAt = Math.min(now, this.window.until());
		if (this.schedule != null) {
			issue(this.schedule, this.endedAt - 1);
		}
		this.context.tally.endAt(this.endedAt);
	}

	private void drain() throws IOException {
		this.context.draining = true;
		long now = System.nanoTime();
		long limit = now + DRAIN;
		while (now - limit < 0 && this.connections.stream().anyMatch(LoadLoop::isAwaited)) {
			this.selector.select(TimeUnit.NANOSECONDS.toMillis(LONGEST_WAIT));
			now = System.nanoTime();
		}
	}

	private static boolean isAwaited(LoadPeer connection) {
		return connection.isOpen() && connection.outstanding() > 0;
	}

	// The measurement begins with a schedule of its own: what a cold server is behind
	// with is forgotten.
	private void issue(LoadSchedule schedule, long now) {
		if (!this.measuring && now - this.window.from() >= 0) {
			this.measuring = true;
			this.issued = 0;
			schedule.restart(this.window.from());
			this.connections.forEach(LoadPeer::restart);
		}
		long until = schedule.due(now);
		for (; this.issued < until; this.issued++) {
			LoadPeer connection = this.connections.get((int) (this.issued % this.connections.size()));
			if (connection.addDue()) {
				this.due.add(connection);
			}
		}
		for (LoadPeer connection = this.due.poll(); connection != null; connection = this.due.poll()) {
			connection.trySend(now);
		}
	}

	private void select(long now) throws IOException {
		long wait = Math.min(LONGEST_WAIT, this.window.until() - now);
		if (this.schedule != null) {
			wait = Math.min(wait, this.schedule.intended(this.issued) - now - SLACK);
		}
		this.selector.select(TimeUnit.NANOSECONDS.toMillis(wait));
	}

	private void close() {
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			// It served its purpose.
		}
	}

}
