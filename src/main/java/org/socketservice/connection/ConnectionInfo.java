package org.socketservice.connection;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A connection as it is now.
 *
 * @param id the connection id, unique in this process
 * @param listener the name of the listener that accepted it
 * @param transport the listener's transport, for example {@code tcp}
 * @param local the address of this end (getsockname)
 * @param remote the address of the other end (getpeername)
 * @param credentials who the other end is, {@code null} where that is not known
 * @param tls the TLS protocol and peer, {@code null} without TLS
 * @param opened when it was accepted
 * @param lastActivity when a byte last came or went
 * @param messages requests received
 * @param bytesReceived bytes received
 * @param bytesSent bytes sent
 */
public record ConnectionInfo(String id, String listener, String transport, String local, String remote,
		@Nullable Credentials credentials, @Nullable Tls tls, Instant opened, Instant lastActivity, long messages,
		long bytesReceived, long bytesSent) {

	/**
	 * The TLS side of a connection.
	 *
	 * @param protocol for example {@code TLSv1.3}
	 * @param peer the subject of the client's certificate, {@code null} if it sent none
	 */
	public record Tls(String protocol, @Nullable String peer) {
	}

}
