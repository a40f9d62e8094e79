package org.socketservice.client;

import java.net.SocketTimeoutException;
import java.util.Locale;

import org.springframework.integration.MessageTimeoutException;
import org.springframework.integration.util.PoolItemNotAvailableException;

/**
 * How a client's request ended; the {@code outcome} of {@code socket.client.requests}.
 */
public enum ClientOutcome {

	/** The reply came. */
	REPLIED,

	/** No reply came within {@code reply-timeout}. */
	TIMED_OUT,

	/** No connection: refused, unreachable, or none of the pool became free in time. */
	NOT_CONNECTED,

	/**
	 * The connection failed or was closed before the reply, or the reply was unreadable.
	 */
	FAILED;

	/**
	 * Tell how a request ended from its failure.
	 * @param failure what was thrown
	 * @return never {@link #REPLIED}
	 */
	static ClientOutcome of(Throwable failure) {
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			if (ex instanceof PoolItemNotAvailableException) {
				return NOT_CONNECTED;
			}
			if (ex instanceof MessageTimeoutException || ex instanceof SocketTimeoutException) {
				return TIMED_OUT;
			}
		}
		return FAILED;
	}

	/**
	 * The value of the {@code outcome} tag.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
