package org.socketservice.cli;

import java.io.IOException;

/**
 * One socket under load that keeps messages apart: a datagram or record for each. Used by
 * one thread.
 */
final class LoadRecords extends LoadPeer {

	private static final int READS_PER_TURN = 256;

	private final LoadContext context;

	private final LoadSocket socket;

	private final MessageRequests requests;

	/**
	 * Take over a connected socket.
	 * @param context what it shares with others
	 * @param socket connected
	 * @param requests those of this socket
	 * @param position number among those of the thread
	 */
	LoadRecords(LoadContext context, LoadSocket socket, MessageRequests requests, int position) {
		super(context, socket, position);
		this.context = context;
		this.socket = socket;
		this.requests = requests;
	}

	@Override
	int outstanding() {
		return this.requests.count();
	}

	@Override
	void react(boolean readable, boolean writable) throws IOException {
		if (readable) {
			read();
		}
		send(System.nanoTime());
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
	void send(long now) throws IOException {
		while (this.context.maySend(now) && isOpen() && allowed() > 0 && this.requests.hasRoom()) {
			this.requests.write(this.context.outbox, intended(now));
			if (this.socket.write(this.context.outbox, 0, this.context.message.size()) == LoadSocket.NOTHING) {
				this.requests.unwrite();
				this.socket.awaitRoom(true);
				return;
			}
			advance();
		}
		if (isOpen()) {
			this.socket.awaitRoom(false);
		}
	}

	@Override
	void tick(long now) {
		this.requests.loseOld(now);
		trySend(now);
	}

	@Override
	void giveUp(long now) {
		this.requests.giveUp(now);
	}

}
