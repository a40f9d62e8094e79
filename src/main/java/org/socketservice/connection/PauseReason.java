package org.socketservice.connection;

import java.util.Locale;

/**
 * Why a connection was not read for a while; the {@code reason} of
 * {@code socket.server.connections.paused}. Nothing is dropped meanwhile.
 */
public enum PauseReason {

	/** Faster than {@code limits.messages-per-second}. */
	MESSAGE_RATE,

	/**
	 * Its replies wait to be taken, and those of all connections together are more than
	 * {@code socket.limits.queued-replies}.
	 */
	QUEUED_REPLIES;

	/**
	 * The value of the {@code reason} tag.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
