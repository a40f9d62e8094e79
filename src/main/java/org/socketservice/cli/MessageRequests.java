package org.socketservice.cli;

/**
 * The requests of one socket that keeps messages apart, and the check of its replies.
 * Used by one thread.
 */
interface MessageRequests {

	/**
	 * How many wait for their replies.
	 * @return requests
	 */
	int count();

	/**
	 * Whether one more can be remembered.
	 * @return false when too many have come behind a lost one
	 */
	default boolean hasRoom() {
		return true;
	}

	/**
	 * Write the next request.
	 * @param target where to, from its beginning
	 * @param sentAt when it is sent, or should have been
	 */
	void write(byte[] target, long sentAt);

	/** The last was not sent after all. */
	void unwrite();

	/**
	 * Check a reply and count it.
	 * @param inbox has the reply
	 * @param length of the reply
	 * @param now when it came
	 */
	void check(byte[] inbox, int length, long now);

	/**
	 * Count those as unanswered that have waited for too long.
	 * @param now the time
	 */
	default void loseOld(long now) {
	}

	/**
	 * None of them will be answered any more: count them so.
	 * @param now until when they were waited for
	 */
	void giveUp(long now);

}
