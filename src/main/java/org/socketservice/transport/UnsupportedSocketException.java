package org.socketservice.transport;

import java.io.IOException;

/**
 * What was asked of a socket cannot be done with the mechanism in use. The message says
 * why, {@link #remedy()} what to do.
 */
public final class UnsupportedSocketException extends IOException {

	private final String remedy;

	/**
	 * Create an exception.
	 * @param reason why, a clause without a subject
	 * @param remedy what to do, an imperative
	 */
	public UnsupportedSocketException(String reason, String remedy) {
		super(reason);
		this.remedy = remedy;
	}

	/**
	 * What to do.
	 * @return an imperative
	 */
	public String remedy() {
		return this.remedy;
	}

}
