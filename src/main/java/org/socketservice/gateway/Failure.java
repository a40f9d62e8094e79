package org.socketservice.gateway;

import org.jspecify.annotations.Nullable;

import org.socketservice.connection.RequestOutcome;

/**
 * Why a request gets an error reply.
 *
 * @param reason what the peer is told
 * @param outcome what it is counted under
 * @param cause what the log is told
 */
record Failure(String reason, RequestOutcome outcome, @Nullable Throwable cause) {

	/** The service or flow returned {@code null}. */
	static final Failure NO_REPLY = new Failure("no reply", RequestOutcome.FAILED, null);

	/** The service or flow did not answer in time. */
	static final Failure TIMEOUT = new Failure("reply timeout", RequestOutcome.TIMED_OUT, null);

	static Failure of(Throwable cause) {
		return new Failure("service failed", RequestOutcome.FAILED, cause);
	}

	static Failure unsendable(String why) {
		return new Failure(why, RequestOutcome.FAILED, null);
	}

}
