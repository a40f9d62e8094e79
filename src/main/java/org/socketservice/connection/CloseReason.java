package org.socketservice.connection;

import java.util.Locale;

/**
 * Why an accepted connection ended; the {@code reason} of
 * {@code socket.server.connections.closed}.
 */
public enum CloseReason {

	/** The peer ended its side and got all its replies. */
	PEER,

	/** The peer sent a reset, or the network failed. */
	RESET,

	/** No byte either way for {@code idle-timeout}. */
	IDLE_TIMEOUT,

	/** A message begun was not complete within {@code message-timeout}. */
	MESSAGE_TIMEOUT,

	/** A message was longer than {@code max-message-size}. */
	TOO_LONG,

	/** Input that is no message in the listener's framing, or no record of TLS. */
	MALFORMED,

	/** The service failed and the listener says {@code on-error: close}. */
	SERVICE_ERROR,

	/** The TLS handshake failed or timed out. */
	HANDSHAKE,

	/** Closed by the actuator or by {@code closeConnection(id)}. */
	CLOSED_LOCALLY,

	/** Closed in order while the listener drained. */
	DRAINED,

	/** Cut because it was not done at the end of the grace period. */
	CUT,

	/** A failure inside the service, not caused by the peer. */
	FAILURE;

	/**
	 * The value of the {@code reason} tag.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
