package org.socketservice.cli;

import java.io.IOException;

/**
 * One socket under load that keeps messages apart: a datagram or record for each. Used by
 * one thread.
 */
final class LoadRecords implements LoadPeer {

	private static final int READS_PER_TURN = 256;

	private final LoadContext context;

	private final LoadSocket socket;

	private final MessageRequests requests;

	private final int position;

	private long due;

	private long sent;

	/**
	 * Take over a connected socket.
	 * @param context what it shares with others
	 * @param socket connected
	 * @param requests those of this socket
	 * @param position number among those of the thread
	 */
	LoadRecords(LoadContext context, LoadSocket socket, MessageRequests requests, int position) {
		this.context = context;
		this.socket = socket;
		this.requests = requests;
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
			if (readable) {
				read();
			}
			send(System.nanoTime());
		}
		catch (IOException ex) {
			close(ConnectFailedException.text(ex));
		}
	}

	private void read() throws IOException {
		for (int i = 0; i < READS_PER_TURN; i++) {
			int count = this.socket.read(this.context.inbox, 0);
			if (count == LoadSocket.END) {
				close("closed by the server");
			}
			if (count < 0) {
				return;
			}
			this.requests.check(this.context.inbox, count, System.nanoTime());
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
		while (this.context.maySend(now) && isOpen() && mayRequest()) {
			this.requests.write(this.context.outbox, intended(now));
			if (this.socket.write(this.context.outbox, 0, this.context.message.size()) == LoadSocket.NOTHING) {
				this.requests.unwrite();
				this.socket.awaitRoom(true);
				return;
			}
			this.sent++;
		}
		if (isOpen()) {
			this.socket.awaitRoom(false);
		}
	}

	private boolean mayRequest() {
		boolean wanted = this.context.schedule == null || this.due > this.sent;
		return wanted && outstanding() < this.context.pipeline && this.requests.hasRoom();
	}

	private long intended(long now) {
		LoadSchedule schedule = this.context.schedule;
		return (schedule != null) ? schedule.intended(this.sent * this.context.connections + this.position) : now;
	}

	@Override
	public void tick(long now) {
		this.requests.loseOld(now);
		trySend(now);
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
			// Nothing is lost: the load is over for this socket.
		}
	}

}
