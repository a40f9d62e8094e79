package org.socketservice.cli;

import java.io.IOException;
import java.util.Arrays;

/**
 * One connection under load: sends as many messages as may be outstanding, and checks
 * each reply against the oldest of them. Used by one thread.
 */
final class LoadConnection implements LoadPeer {

	private static final byte[] NOTHING = {};

	private final LoadContext context;

	private final LoadSocket socket;

	private final OutstandingRequests requests;

	/** Number among those of this thread. */
	private final int position;

	/** Messages due and messages sent since the schedule began (fixed rate only). */
	private long due;

	private long sent;

	private byte[] incomplete = NOTHING;

	private byte[] unwritten = NOTHING;

	/**
	 * Take over a connected socket.
	 * @param context what it shares with others
	 * @param socket connected
	 * @param index number among all connections
	 * @param position number among those of the thread
	 */
	LoadConnection(LoadContext context, LoadSocket socket, int index, int position) {
		this.context = context;
		this.socket = socket;
		this.requests = new OutstandingRequests(context.message, context.tally, index, context.pipeline);
		this.position = position;
		context.open++;
	}

	@Override
	public int outstanding() {
		return this.requests.count();
	}

	@Override
	public boolean isOpen() {
		return this.socket.isOpen();
	}

	@Override
	public void restart() {
		this.due = 0;
		this.sent = 0;
	}

	@Override
	public boolean addDue() {
		return this.due++ == this.sent;
	}

	@Override
	public void ready(boolean readable, boolean writable) {
		try {
			if (writable) {
				write(this.unwritten, this.unwritten.length);
			}
			if (readable) {
				while (read()) {
					// decrypted already: no selector tells of it
				}
			}
			else {
				send(System.nanoTime());
			}
		}
		catch (IOException ex) {
			close(ConnectFailedException.text(ex));
		}
	}

	@Override
	public void trySend(long now) {
		try {
			send(now);
		}
		catch (IOException ex) {
			close(ConnectFailedException.text(ex));
		}
	}

	private void send(long now) throws IOException {
		while (this.context.maySend(now) && this.unwritten.length == 0 && isOpen()) {
			int count = Math.min(allowed(), this.context.outbox.length / this.context.message.size());
			if (count <= 0) {
				return;
			}
			write(this.context.outbox, compose(count, now));
		}
	}

	private int allowed() {
		int room = this.context.pipeline - outstanding();
		return (this.context.schedule != null) ? (int) Math.min(room, this.due - this.sent) : room;
	}

	private int compose(int count, long now) {
		int at = 0;
		for (int i = 0; i < count; i++) {
			this.requests.write(this.context.outbox, at, intended(now));
			this.sent++;
			at += this.context.message.size();
		}
		return at;
	}

	private long intended(long now) {
		LoadSchedule schedule = this.context.schedule;
		return (schedule != null) ? schedule.intended(this.sent * this.context.connections + this.position) : now;
	}

	private void write(byte[] bytes, int length) throws IOException {
		int count = (length > 0) ? Math.max(this.socket.write(bytes, 0, length), 0) : 0;
		this.unwritten = (count == length) ? NOTHING : Arrays.copyOfRange(bytes, count, length);
		this.socket.awaitRoom(this.unwritten.length > 0 || !this.socket.flush());
	}

	/**
	 * Read replies.
	 * @return whether there is more
	 */
	private boolean read() throws IOException {
		byte[] inbox = this.context.inbox;
		int kept = this.incomplete.length;
		System.arraycopy(this.incomplete, 0, inbox, 0, kept);
		int count = this.socket.read(inbox, kept);
		long now = System.nanoTime();
		if (count == LoadSocket.END) {
			close("closed by the server");
			return false;
		}
		int end = kept + Math.max(count, 0);
		int used = this.requests.check(inbox, end, now);
		if (end - used > this.context.longestReply) {
			this.context.tally.wrong("a reply of more than " + (end - used) + " bytes");
			close("a reply without end");
			return false;
		}
		this.incomplete = (used == end) ? NOTHING : Arrays.copyOfRange(inbox, used, end);
		send(now);
		return this.socket.hasDecrypted() && isOpen();
	}

	@Override
	public void finish(long endedAt, long now) {
		this.requests.giveUp(now);
		while (this.sent < this.due) {
			this.context.tally.unsent();
			this.context.tally.waited(intended(now), endedAt);
			this.sent++;
		}
		abandon();
	}

	private void close(String reason) {
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
			// Nothing is lost: the load is over for this connection.
		}
	}

}
