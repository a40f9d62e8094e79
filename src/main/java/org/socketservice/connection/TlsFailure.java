package org.socketservice.connection;

import java.util.Locale;

/**
 * Why a TLS handshake failed; the {@code reason} of {@code socket.server.tls.failures}.
 * The connection is counted as closed for {@link CloseReason#HANDSHAKE} whatever it was.
 */
public enum TlsFailure {

	/** Not complete within {@code ssl.handshake-timeout}. */
	TIMEOUT,

	/** The peer went away. */
	CLOSED,

	/** What the peer sent is not TLS. */
	NOT_TLS,

	/** No TLS version or cipher suite in common. */
	NO_COMMON_PROTOCOL,

	/** The client has sent no certificate although it must. */
	NO_CERTIFICATE,

	/** The client's certificate is not valid at this time. */
	CERTIFICATE_EXPIRED,

	/** The client's certificate is not trusted. */
	CERTIFICATE_REJECTED,

	/** The peer refused, because of our certificate for example. */
	REFUSED_BY_PEER,

	/** Anything else. */
	OTHER;

	/**
	 * The value of the {@code reason} tag.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
