package org.socketservice.cli;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The requests of one datagram socket that wait for their replies, which may come in any
 * order or never: one whose reply does not come is counted as unanswered and makes room
 * for the next.
 */
final class DatagramRequests implements MessageRequests {

	/** A request is lost when its reply has not come for so long. */
	private static final long LOST = TimeUnit.SECONDS.toNanos(1);

	private static final int DIGITS = 8;

	private final LoadMessage message;

	private final LoadTally tally;

	private final int connection;

	/** When they were sent, by sequence number modulo length; 0 when answered. */
	private final long[] sentAt;

	private final int mask;

	private int oldest;

	private int next;

	private int waiting;

	/**
	 * Create it, empty.
	 * @param message how requests and replies look
	 * @param tally where to count
	 * @param connection number of the socket among all of the load
	 * @param capacity how many may be outstanding
	 */
	DatagramRequests(LoadMessage message, LoadTally tally, int connection, int capacity) {
		this.message = message;
		this.tally = tally;
		this.connection = connection;
		// room for those behind a lost one
		this.sentAt = new long[Integer.highestOneBit(Math.max(capacity, 1024) * 64 - 1)];
		this.mask = this.sentAt.length - 1;
		this.oldest = LoadMessage.firstSequence(connection);
		this.next = this.oldest;
	}

	@Override
	public int count() {
		return this.waiting;
	}

	@Override
	public boolean hasRoom() {
		return this.next - this.oldest < this.sentAt.length;
	}

	@Override
	public void write(byte[] target, long sentAt) {
		this.sentAt[this.next & this.mask] = sentAt;
		this.message.write(target, 0, this.connection, this.next++);
		this.waiting++;
	}

	@Override
	public void unwrite() {
		this.next--;
		this.waiting--;
	}

	@Override
	public void check(byte[] inbox, int length, long now) {
		int sequence = (length == this.message.size()) ? sequence(inbox) : this.next;
		boolean known = sequence - this.oldest >= 0 && sequence - this.next < 0;
		if (length == this.message.size() && this.message.isReply(inbox, 0, this.connection, sequence)) {
			long sent = known ? this.sentAt[sequence & this.mask] : 0;
			if (sent != 0) {
				this.tally.replies(sent, now, 1);
				this.sentAt[sequence & this.mask] = 0;
				this.waiting--;
				forgetAnswered();
			}
			return; // late or doubled: it was counted as lost, or answered
		}
		byte[] reply = Arrays.copyOf(inbox, length);
		if (LoadMessage.isError(reply)) {
			this.tally.refused(LoadMessage.quote(reply));
		}
		else {
			this.tally.wrong("no request has the reply " + LoadMessage.quote(reply));
		}
	}

	private static int sequence(byte[] reply) {
		int sequence = 0;
		for (int i = 0; i < DIGITS; i++) {
			sequence = sequence << 4 | (Character.digit(reply[i], 16) & 0xF);
		}
		return sequence;
	}

	private void forgetAnswered() {
		while (this.oldest != this.next && this.sentAt[this.oldest & this.mask] == 0) {
			this.oldest++;
		}
	}

	@Override
	public void loseOld(long now) {
		while (this.oldest != this.next && now - this.sentAt[this.oldest & this.mask] >= LOST) {
			lose(now);
		}
	}

	@Override
	public void giveUp(long now) {
		while (this.oldest != this.next) {
			lose(now);
		}
	}

	private void lose(long now) {
		this.tally.unanswered();
		this.tally.waited(this.sentAt[this.oldest & this.mask], now);
		this.sentAt[this.oldest & this.mask] = 0;
		this.waiting--;
		forgetAnswered();
	}

}
