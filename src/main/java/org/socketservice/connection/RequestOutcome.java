package org.socketservice.connection;

import java.util.Locale;

/**
 * How a request ended; the {@code outcome} of {@code socket.server.requests}.
 */
public enum RequestOutcome {

	/** The service's reply was handed to the socket, or the request was one-way. */
	REPLIED,

	/** The service failed: an exception, {@code null}, or a reply that does not fit. */
	FAILED,

	/** The service did not answer within {@code reply-timeout}. */
	TIMED_OUT,

	/** The connection was gone before the reply. */
	ABANDONED;

	/**
	 * The value of the {@code outcome} tag.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
