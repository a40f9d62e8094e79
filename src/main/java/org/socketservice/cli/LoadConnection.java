package org.socketservice.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

import org.socketservice.transport.TlsByteChannel;

/**
 * One connection under load: sends as many messages as may be outstanding, and checks
 * each reply against the oldest of them. Used by one thread.
 */
final class LoadConnection implements LoadPeer {

	private static final byte[] NOTHING = {};

	private final LoadContext context;

	private final SocketChannel channel;

	/** The channel, or TLS over it. */
	private final ByteChannel bytes;

	private final SelectionKey key;

	private final OutstandingRequests requests;

	/** Number among those of this thread. */
	private final int position;

	/** Messages due and messages sent since the schedule began (fixed rate only). */
	private long due;

	private long sent;

	private byte[] incomplete = NOTHING;

	private ByteBuffer unwritten = ByteBuffer.wrap(NOTHING);

	/**
	 * Take over a connected socket.
	 * @param context what it shares with others
	 * @param socket connected
	 * @param selector where to register it
	 * @param index number among all connections
	 * @param position number among those of the thread
	 * @throws IOException when the channel cannot be registered
	 */
	LoadConnection(LoadContext context, LoadSocket socket, Selector selector, int index, int position)
			throws IOException {
		this.context = context;
		this.channel = (SocketChannel) socket.channel();
		this.bytes = socket.bytes();
		this.channel.configureBlocking(false);
		this.key = this.channel.register(selector, SelectionKey.OP_READ, this);
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
		return this.channel.isOpen();
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
	public void ready() {
		try {
			if (this.key.isWritable()) {
				write(this.unwritten);
			}
			if (this.key.isReadable()) {
				while (read()) {
					// decrypted already: no selector tells of it
				}
			}
			else {
				send(System.nanoTime());
			}
		}
		catch (IOException ex) {
			close(ex.toString());
		}
	}

	@Override
	public void trySend(long now) {
		try {
			send(now);
		}
		catch (IOException ex) {
			close(ex.toString());
		}
	}

	private void send(long now) throws IOException {
		while (this.context.maySend(now) && !this.unwritten.hasRemaining() && isOpen()) {
			int count = Math.min(allowed(), this.context.outbox.length / this.context.message.size());
			if (count <= 0) {
				return;
			}
			ByteBuffer out = this.context.out.clear();
			out.put(this.context.outbox, 0, compose(count, now)).flip();
			write(out);
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

	private void write(ByteBuffer out) throws IOException {
		this.bytes.write(out);
		boolean complete = !out.hasRemaining() && !(this.bytes instanceof TlsByteChannel tls && !tls.flush());
		if (out.hasRemaining() && !this.unwritten.hasRemaining()) {
			this.unwritten = ByteBuffer.allocate(out.remaining()).put(out).flip();
		}
		int interest = complete ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
		if (this.key.interestOps() != interest) {
			this.key.interestOps(interest);
		}
	}

	/**
	 * Read replies.
	 * @return whether there is more
	 */
	private boolean read() throws IOException {
		ByteBuffer in = this.context.in.clear();
		int count = this.bytes.read(in);
		long now = System.nanoTime();
		if (count < 0) {
			close("closed by the server");
			return false;
		}
		byte[] inbox = this.context.inbox;
		int kept = this.incomplete.length;
		System.arraycopy(this.incomplete, 0, inbox, 0, kept);
		in.flip().get(inbox, kept, count);
		int end = kept + count;
		int used = this.requests.check(inbox, end, now);
		if (end - used > this.context.longestReply) {
			this.context.tally.wrong("a reply of more than " + (end - used) + " bytes");
			close("a reply without end");
			return false;
		}
		this.incomplete = (used == end) ? NOTHING : Arrays.copyOfRange(inbox, used, end);
		send(now);
		return this.bytes instanceof TlsByteChannel tls && tls.hasDecrypted() && isOpen();
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
			this.channel.close();
		}
		catch (IOException ex) {
			// Nothing is lost: the load is over for this connection.
		}
	}

}
