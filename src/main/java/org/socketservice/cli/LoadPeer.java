package org.socketservice.cli;

import java.io.IOException;

/**
 * One socket under load, as its {@link LoadLoop} drives it: what is due by the schedule,
 * what was sent, and the end. How messages are sent and replies read is a matter of the
 * kind of socket. Used by one thread.
 */
abstract class LoadPeer {

	private final LoadContext context;

	private final LoadSocket socket;

	/** Number among those of this thread. */
	private final int position;

	/** Messages due and messages sent since the schedule began (fixed rate only). */
	private long due;

	private long sent;

	/**
	 * Take over a connected socket.
	 * @param context what it shares with others
	 * @param socket connected
	 * @param position number among those of the thread
	 */
	LoadPeer(LoadContext context, LoadSocket socket, int position) {
		this.context = context;
		this.socket = socket;
		this.position = position;
		context.open++;
	}

	/**
	 * How many requests are outstanding.
	 * @return requests
	 */
	abstract int outstanding();

	/**
	 * React to the selector.
	 * @param readable whether something has come, an end included
	 * @param writable whether there is room
	 */
	final void ready(boolean readable, boolean writable) {
		try {
			react(readable, writable);
		}
		catch (IOException ex) {
			close(ConnectFailedException.text(ex));
		}
	}

	abstract void react(boolean readable, boolean writable) throws IOException;

	/**
	 * Send all that may be sent.
	 * @param now the time
	 */
	final void trySend(long now) {
		try {
			send(now);
		}
		catch (IOException ex) {
			close(ConnectFailedException.text(ex));
		}
	}

	abstract void send(long now) throws IOException;

	/**
	 * Some time has passed.
	 * @param now the time
	 */
	void tick(long now) {
	}

	/**
	 * Whether it can still be answered.
	 * @return false once closed by either side
	 */
	final boolean isOpen() {
		return this.socket.isOpen();
	}

	/** The schedule begins anew: what was due and not sent is forgotten. */
	final void restart() {
		this.due = 0;
		this.sent = 0;
	}

	/**
	 * One more message of the schedule is due.
	 * @return true when all before it were sent, so that nothing but a call of
	 * {@link #trySend} gets it sent
	 */
	final boolean addDue() {
		return this.due++ == this.sent;
	}

	/**
	 * How many more may be sent now.
	 * @return messages
	 */
	final int allowed() {
		int room = this.context.pipeline - outstanding();
		return (this.context.schedule != null) ? (int) Math.min(room, this.due - this.sent) : room;
	}

	/**
	 * When the next message is sent, or should have been.
	 * @param now the time
	 * @return the time its latency begins
	 */
	final long intended(long now) {
		LoadSchedule schedule = this.context.schedule;
		return (schedule != null) ? schedule.intended(this.sent * this.context.connections + this.position) : now;
	}

	/** The next message has been sent. */
	final void advance() {
		this.sent++;
	}

	/**
	 * Account for what will not be answered any more, and close.
	 * @param endedAt when sending ended
	 * @param now until when replies were waited for
	 */
	final void finish(long endedAt, long now) {
		giveUp(now);
		while (this.sent < this.due) {
			this.context.tally.unsent();
			this.context.tally.waited(intended(now), endedAt);
			this.sent++;
		}
		abandon();
	}

	abstract void giveUp(long now);

	/**
	 * The connection has ended before its time.
	 * @param reason why
	 */
	final void close(String reason) {
		if (isOpen() && !(this.context.draining && outstanding() == 0)) {
			this.context.tally.closed(reason);
		}
		abandon();
	}

	private void abandon() {
		if (isOpen()) {
			this.context.open--;
		}
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// Nothing is lost: the load is over for this socket.
		}
	}

}
