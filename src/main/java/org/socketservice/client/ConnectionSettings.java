package org.socketservice.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.socketservice.framing.Framing;
import org.socketservice.transport.RecordFrames;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.Transport;

/**
 * What a single connection needs to know.
 *
 * @param framing that of the server
 * @param maxMessageSize longest reply accepted, in bytes without its frame
 * @param connectTimeout how long connecting may take, TLS handshake included, zero leaves
 * it to the kernel
 * @param replyTimeout how long to wait for a reply, zero for ever
 * @param tls for encryption, {@code null} for none
 */
record ConnectionSettings(Framing framing, int maxMessageSize, Duration connectTimeout, Duration replyTimeout,
		@Nullable TlsContext tls) {

	/** How messages are told apart inside of this program. */
	static Framing framing(Transport transport, Framing framing) {
		return (transport == Transport.UNIX_SEQPACKET) ? RecordFrames.FRAMING : framing;
	}

	static ConnectionSettings of(ClientProperties properties, @Nullable TlsContext tls) {
		return new ConnectionSettings(framing(properties.transport(), properties.framing()),
				Math.toIntExact(properties.effectiveMaxMessageSize().toBytes()), properties.connectTimeout(),
				properties.replyTimeout(), tls);
	}

}
