package org.socketservice.cli;

/**
 * The requests of one connection that keeps records apart: each reply is a record, in the
 * order of the requests, and none gets lost.
 */
final class RecordRequests implements MessageRequests {

	private final OutstandingRequests requests;

	/**
	 * Create it, empty.
	 * @param message how requests and replies look
	 * @param tally where to count
	 * @param connection number of the connection among all of the load
	 * @param capacity how many may be outstanding
	 */
	RecordRequests(LoadMessage message, LoadTally tally, int connection, int capacity) {
		this.requests = new OutstandingRequests(message, tally, connection, capacity);
	}

	@Override
	public int count() {
		return this.requests.count();
	}

	@Override
	public void write(byte[] target, long sentAt) {
		this.requests.write(target, 0, sentAt);
	}

	@Override
	public void unwrite() {
		this.requests.unwrite();
	}

	@Override
	public void check(byte[] inbox, int length, long now) {
		this.requests.checkRecord(inbox, length, now);
	}

	@Override
	public void giveUp(long now) {
		this.requests.giveUp(now);
	}

}
