package org.socketservice.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.socketservice.framing.Framing;
import org.socketservice.transport.MessageReach;
import org.socketservice.transport.Transport;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * One client of a socket server, declared under {@code socket.clients.<name>}. Texts left
 * empty are unset.
 *
 * @param transport What carries the bytes.
 * @param host Address or host name of the server, looked up at each connect.
 * @param port Port of the server.
 * @param path Socket file of the server on the unix transports, or @name for the abstract
 * namespace (see unix(7)). Unset: the unix transports need one.
 * @param protocol IP protocol number of a raw server; 253 is for experiments (RFC 3692).
 * @param serviceType TIPC service type of an rdm server. Unset: rdm needs one.
 * @param instance TIPC service instance of an rdm server. Unset: rdm needs one.
 * @param framing How a stream is cut into messages.
 * @param maxMessageSize Longest reply accepted, without its frame. The default is less
 * where the framing or the transport cannot carry as much.
 * @param connectTimeout How long connecting may take, TLS handshake included; 0 leaves
 * that to the kernel.
 * @param replyTimeout How long to wait for a reply; 0 means forever.
 * @param idleTimeout A pooled connection unused for this long is closed; 0 means never.
 * @param poolSize Connections open at once to this server, or sockets where there are
 * none. A raw client has but one: two would take each other's replies.
 * @param ssl Whether connections are encrypted.
 */
@ConfigurationPropertiesSource
public record ClientProperties(@DefaultValue("tcp") Transport transport,
		@DefaultValue(ClientProperties.DEFAULT_HOST) String host, @DefaultValue("9999") int port, @Nullable String path,
		@DefaultValue("253") int protocol, @Nullable Long serviceType, @Nullable Long instance,
		@DefaultValue("line") Framing framing, @DefaultValue("64KB") DataSize maxMessageSize,
		@DefaultValue("5s") Duration connectTimeout, @DefaultValue("10s") Duration replyTimeout,
		@DefaultValue("1m") Duration idleTimeout, @DefaultValue("8") int poolSize, @DefaultValue Ssl ssl) {

	static final String DEFAULT_HOST = "127.0.0.1";

	private static final DataSize DEFAULT_MAX_MESSAGE_SIZE = DataSize.ofKilobytes(64);

	/**
	 * Binds one client; texts left empty become unset.
	 */
	public ClientProperties {
		host = host.isBlank() ? DEFAULT_HOST : host;
		path = unsetIfEmpty(path);
	}

	/**
	 * The longest reply accepted.
	 * @return {@code max-message-size}, or less if that is left at its default and the
	 * framing or the transport cannot carry as much
	 */
	public DataSize effectiveMaxMessageSize() {
		return MessageReach.cap(this.maxMessageSize, DEFAULT_MAX_MESSAGE_SIZE,
				MessageReach.of(this.transport, this.framing));
	}

	/**
	 * How many sockets may be open at once.
	 * @return {@code pool-size}, 1 on transport raw
	 */
	public int effectivePoolSize() {
		return (this.transport == Transport.RAW) ? 1 : this.poolSize;
	}

	private static @Nullable String unsetIfEmpty(@Nullable String text) {
		return (text == null || text.isBlank()) ? null : text;
	}

	/**
	 * Whether connections are encrypted.
	 *
	 * @param bundle Name of the SSL bundle (spring.ssl.bundle) that says whom to trust.
	 * Unset: no TLS.
	 */
	public record Ssl(@Nullable String bundle) {

		/**
		 * Binds the settings; an empty bundle name becomes unset.
		 */
		public Ssl {
			bundle = unsetIfEmpty(bundle);
		}

	}

}
