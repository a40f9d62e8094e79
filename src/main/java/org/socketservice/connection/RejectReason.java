package org.socketservice.connection;

import java.util.Locale;

/**
 * Why a connection was refused at accept, or when the proxy had named the client; the
 * {@code reason} of {@code socket.server.connections.rejected}. A rejected connection is
 * not among the accepted ones.
 */
public enum RejectReason {

	/** More than {@code limits.max-connections}. */
	MAX_CONNECTIONS,

	/** More than {@code limits.max-connections-per-address}. */
	MAX_CONNECTIONS_PER_ADDRESS,

	/** Faster than {@code limits.connections-per-second}. */
	RATE,

	/** Not admitted by {@code access}. */
	ACCESS,

	/** A missing, late or untrusted PROXY protocol header. */
	PROXY_PROTOCOL;

	/**
	 * What the client is told.
	 * @return a few words
	 */
	public String text() {
		return switch (this) {
			case MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS -> "too many connections";
			case RATE -> "too many new connections";
			case ACCESS -> "access denied";
			case PROXY_PROTOCOL -> "proxy protocol header required";
		};
	}

	/**
	 * The value of the {@code reason} tag.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
