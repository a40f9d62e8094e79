package org.socketservice.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * One UDP socket under load: a datagram for each message. One whose reply does not come
 * is counted as unanswered and makes room for the next. Used by one thread.
 */
final class LoadDatagrams implements LoadPeer {

	private static final int READS_PER_TURN = 256;

	private final LoadContext context;

	private final DatagramChannel channel;

	private final SelectionKey key;

	private final DatagramRequests requests;

	private final int position;

	private long due;

	private long sent;

	/**
	 * Take over a connected channel.
	 * @param context what it shares with others
	 * @param channel the channel
	 * @param selector where to register it
	 * @param index number among all sockets
	 * @param position number among those of the thread
	 * @throws IOException when the channel cannot be registered
	 */
	LoadDatagrams(LoadContext context, DatagramChannel channel, Selector selector, int index, int position)
			throws IOException {
		this.context = context;
		this.channel = channel;
		channel.configureBlocking(false);
		this.key = channel.register(selector, SelectionKey.OP_READ, this);
		this.requests = new DatagramRequests(context.message, context.tally, index, context.pipeline);
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
			if (this.key.isReadable()) {
				read();
			}
			send(System.nanoTime());
		}
		catch (IOException ex) {
			close(ex.toString());
		}
	}

	private void read() throws IOException {
		for (int i = 0; i < READS_PER_TURN; i++) {
			ByteBuffer in = this.context.in.clear();
			int count = this.channel.read(in);
			if (count <= 0) {
				return;
			}
			in.flip().get(this.context.inbox, 0, count);
			this.requests.check(this.context.inbox, count, System.nanoTime());
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
		while (this.context.maySend(now) && isOpen() && mayRequest()) {
			this.requests.write(this.context.outbox, intended(now));
			ByteBuffer out = this.context.out.clear();
			out.put(this.context.outbox, 0, this.context.message.size()).flip();
			if (this.channel.write(out) == 0) {
				this.requests.unwrite();
				this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
				return;
			}
			this.sent++;
		}
		if (isOpen() && this.key.interestOps() != SelectionKey.OP_READ) {
			this.key.interestOps(SelectionKey.OP_READ);
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
		if (isOpen()) {
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
			// Nothing is lost: the load is over for this socket.
		}
	}

}
