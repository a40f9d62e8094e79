package org.socketservice.connection;

import java.util.Locale;

/**
 * Why a datagram did not become a request; the {@code reason} of
 * {@code socket.server.datagrams.refused}. Only one that is too long is answered, with an
 * error.
 */
public enum DatagramRefusal {

	/** It came from one of our own listeners, or from a port below 1024: a loop. */
	REFLECTION,

	/** Not admitted by {@code access}. */
	ACCESS,

	/** Faster than {@code limits.messages-per-second} for its peer's address. */
	RATE,

	/** Longer than {@code max-message-size}. */
	TOO_LONG,

	/** Its sender has no address: a Unix socket that is not bound. */
	UNBOUND,

	/** Not marked as a request, on a raw socket. */
	FOREIGN,

	/** The kernel's buffer was full: {@code receive-buffer}. */
	OVERFLOW;

	/**
	 * The value of the {@code reason} tag.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
