package org.socketservice.cli;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.Transport;

/**
 * What the connections of one thread share: the plan, the tally and the buffers that
 * every read and write goes through. A connection keeps memory of its own only for what
 * could not be sent or is not complete.
 */
final class LoadContext {

	/** Bytes that are read at once, at most. */
	static final int BUFFER = 256 * 1024;

	// A wrong reply, an error reply say, may be longer than the right one; beyond that it
	// is given up.
	private static final int MARGIN = 4096;

	final LoadMessage message;

	final LoadTally tally;

	final int pipeline;

	/** Fixed rate, or {@code null} in a closed loop. */
	final @Nullable LoadSchedule schedule;

	/** Connections of this thread. */
	final int connections;

	/** Bytes of the longest reply that is waited for. */
	final int longestReply;

	/** What was incomplete, then what was read. */
	final byte[] inbox;

	/** Where messages are put together. */
	final byte[] outbox;

	/** Connections that are open. */
	int open;

	/** Only replies are waited for. */
	boolean draining;

	private final LoadWindow window;

	private final Transport transport;

	/**
	 * Create what one thread needs.
	 * @param plan the load
	 * @param window when to send
	 * @param tally where to count
	 * @param schedule fixed rate, or {@code null}
	 * @param connections connections of this thread
	 */
	LoadContext(LoadPlan plan, LoadWindow window, LoadTally tally, @Nullable LoadSchedule schedule, int connections) {
		this.message = new LoadMessage(plan.size());
		this.window = window;
		this.transport = plan.target().transport();
		this.tally = tally;
		this.pipeline = plan.pipeline();
		this.schedule = schedule;
		this.connections = connections;
		this.longestReply = plan.size() + MARGIN;
		this.inbox = new byte[this.longestReply + BUFFER];
		this.outbox = new byte[Math.max(BUFFER / plan.size(), 1) * plan.size()];
	}

	/**
	 * Drive a socket.
	 * @param socket connected
	 * @param index number among all connections
	 * @param position number among those of the thread
	 * @return what drives it
	 */
	LoadPeer newPeer(LoadSocket socket, int index, int position) {
		return switch (this.transport) {
			case TCP, UNIX -> new LoadConnection(this, socket, index, position);
			case UNIX_SEQPACKET -> new LoadRecords(this, socket,
					new RecordRequests(this.message, this.tally, index, this.pipeline), position);
			case UDP, UNIX_DATAGRAM, RAW, RDM -> new LoadRecords(this, socket,
					new DatagramRequests(this.message, this.tally, index, this.pipeline), position);
		};
	}

	/**
	 * Whether messages may still be sent.
	 * @param now the time
	 * @return false once the window is over
	 */
	boolean maySend(long now) {
		return !this.draining && now - this.window.until() < 0;
	}

}
