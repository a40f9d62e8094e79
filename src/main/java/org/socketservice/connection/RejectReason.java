package org.socketservice.connection;

import java.util.Locale;

/**
 * Why a connection was refused at accept; the {@code reason} of
 * {@code socket.server.connections.rejected}. A rejected connection is not among the
 * accepted ones.
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
	PROXY_PROTOCOL,

	/** Accepted by the kernel while the listener was draining. */
	DRAINING;

	/**
	 * The value of the {@code reason} tag.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
