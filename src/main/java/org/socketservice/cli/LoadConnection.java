package org.socketservice.cli;

import java.io.IOException;
import java.util.Arrays;

/**
 * One connection under load: sends as many messages as may be outstanding, and checks
 * each reply against the oldest of them. Used by one thread.
 */
final class LoadConnection extends LoadPeer {

	private static final byte[] NOTHING = {};

	private final LoadContext context;

	private final LoadSocket socket;

	private final OutstandingRequests requests;

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
		super(context, socket, position);
		this.context = context;
		this.socket = socket;
		this.requests = new OutstandingRequests(context.message, context.tally, index, context.pipeline);
	}

	@Override
	int outstanding() {
		return this.requests.count();
	}

	@Override
	void react(boolean readable, boolean writable) throws IOException {
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

	@Override
	void send(long now) throws IOException {
		while (this.context.maySend(now) && this.unwritten.length == 0 && isOpen()) {
			int count = Math.min(allowed(), this.context.outbox.length / this.context.message.size());
			if (count <= 0) {
				return;
			}
			write(this.context.outbox, compose(count, now));
		}
	}

	private int compose(int count, long now) {
		int at = 0;
		for (int i = 0; i < count; i++) {
			this.requests.write(this.context.outbox, at, intended(now));
			advance();
			at += this.context.message.size();
		}
		return at;
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
	void giveUp(long now) {
		this.requests.giveUp(now);
	}

}
