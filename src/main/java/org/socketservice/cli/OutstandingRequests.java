package org.socketservice.cli;

import java.util.Arrays;

/**
 * The requests of one connection that wait for their replies, oldest first, and the check
 * of what arrives against them. Used by one thread.
 */
final class OutstandingRequests {

	private final LoadMessage message;

	private final LoadTally tally;

	/** Number of the connection among all of the load. */
	private final int connection;

	/** When they were sent, by sequence number modulo length. */
	private final long[] sentAt;

	private final int mask;

	/** Sequence number of the oldest. */
	private int oldest;

	/** Sequence number of the next to be sent. */
	private int next;

	/**
	 * Create it, empty.
	 * @param message how requests and replies look
	 * @param tally where to count
	 * @param connection number of the connection among all of the load
	 * @param capacity how many may be outstanding
	 */
	OutstandingRequests(LoadMessage message, LoadTally tally, int connection, int capacity) {
		this.message = message;
		this.tally = tally;
		this.connection = connection;
		this.sentAt = new long[Integer.highestOneBit(capacity * 2 - 1)];
		this.mask = this.sentAt.length - 1;
		this.oldest = LoadMessage.firstSequence(connection);
		this.next = this.oldest;
	}

	/**
	 * How many there are.
	 * @return requests
	 */
	int count() {
		return this.next - this.oldest;
	}

	/**
	 * Write the next request.
	 * @param target the array
	 * @param at where it begins
	 * @param sentAt when it is sent, or should have been
	 */
	void write(byte[] target, int at, long sentAt) {
		this.sentAt[this.next & this.mask] = sentAt;
		this.message.write(target, at, this.connection, this.next++);
	}

	/** The last was not sent after all. */
	void unwrite() {
		this.next--;
	}

	/**
	 * Check a record, which is the reply to the oldest request, and count it.
	 * @param inbox has the record
	 * @param length of the record
	 * @param now when it came
	 */
	void checkRecord(byte[] inbox, int length, long now) {
		boolean whole = length == this.message.size();
		if (!whole || countRight(inbox, 0, length, now) != length) {
			countFault(Arrays.copyOf(inbox, length));
		}
	}

	/**
	 * Check replies and count them.
	 * @param inbox replies from index 0
	 * @param end where they end
	 * @param now when they came
	 * @return where the first incomplete reply begins; {@code end} when all are complete
	 */
	int check(byte[] inbox, int end, long now) {
		int at = countRight(inbox, 0, end, now);
		for (int rest = skipWrong(inbox, at, end); rest > at; rest = skipWrong(inbox, at, end)) {
			at = countRight(inbox, rest, end, now);
		}
		return at;
	}

	// Replies of a batch mostly answer requests of one write: these are counted together.
	private int countRight(byte[] inbox, int from, int end, long now) {
		int size = this.message.size();
		int at = from;
		int same = 0;
		long sameSentAt = 0;
		while (end - at >= size && this.oldest != this.next
				&& this.message.isReply(inbox, at, this.connection, this.oldest)) {
			long requestSentAt = this.sentAt[this.oldest++ & this.mask];
			if (requestSentAt != sameSentAt && same > 0) {
				this.tally.replies(sameSentAt, now, same);
				same = 0;
			}
			sameSentAt = requestSentAt;
			same++;
			at += size;
		}
		if (same > 0) {
			this.tally.replies(sameSentAt, now, same);
		}
		return at;
	}

	// What is not the right reply ends at its line feed and uses up a request; without
	// one more may come.
	private int skipWrong(byte[] inbox, int at, int end) {
		int lineFeed = at;
		while (lineFeed < end && inbox[lineFeed] != '\n') {
			lineFeed++;
		}
		if (lineFeed == end) {
			return at;
		}
		countFault(Arrays.copyOfRange(inbox, at, lineFeed + 1));
		return lineFeed + 1;
	}

	private void countFault(byte[] reply) {
		if (count() == 0) {
			this.tally.wrong("a reply nobody asked for: " + LoadMessage.quote(reply));
		}
		else {
			countWrong(this.message.reply(this.connection, this.oldest++), reply);
		}
	}

	private void countWrong(byte[] expected, byte[] reply) {
		if (LoadMessage.isError(reply)) {
			this.tally.refused(LoadMessage.quote(reply));
		}
		else {
			this.tally.wrong("expected " + LoadMessage.quote(expected) + " and received " + LoadMessage.quote(reply));
		}
	}

	/**
	 * None of them will be answered any more: count them so.
	 * @param now until when they were waited for
	 */
	void giveUp(long now) {
		while (this.oldest != this.next) {
			this.tally.unanswered();
			this.tally.waited(this.sentAt[this.oldest++ & this.mask], now);
		}
	}

}
