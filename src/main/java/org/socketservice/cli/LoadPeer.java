package org.socketservice.cli;

/**
 * One socket under load, as its {@link LoadLoop} drives it.
 */
interface LoadPeer {

	/**
	 * How many requests are outstanding.
	 * @return requests
	 */
	int outstanding();

	/**
	 * Whether it can still be answered.
	 * @return false once closed by either side
	 */
	boolean isOpen();

	/** The schedule begins anew: what was due and not sent is forgotten. */
	void restart();

	/**
	 * One more message of the schedule is due.
	 * @return true when all before it were sent, so that nothing but a call of
	 * {@link #trySend} gets it sent
	 */
	boolean addDue();

	/**
	 * React to the selector.
	 * @param readable whether something has come, an end included
	 * @param writable whether there is room
	 */
	void ready(boolean readable, boolean writable);

	/**
	 * Send all that may be sent.
	 * @param now the time
	 */
	void trySend(long now);

	/**
	 * Some time has passed.
	 * @param now the time
	 */
	default void tick(long now) {
	}

	/**
	 * Account for what will not be answered any more, and close.
	 * @param endedAt when sending ended
	 * @param now until when replies were waited for
	 */
	void finish(long endedAt, long now);

}
