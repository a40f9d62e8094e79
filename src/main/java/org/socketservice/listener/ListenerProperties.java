package org.socketservice.listener;

import java.net.InetAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.socketservice.connection.Cidr;
import org.socketservice.framing.Framing;
import org.socketservice.transport.Transport;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * One listening socket, declared under {@code socket.listeners.<name>}. Texts left empty
 * are unset. What {@link SocketProperties#effectiveListeners()} returns has the defaults
 * filled in that depend on other properties.
 *
 * @param enabled Whether to open this listener.
 * @param transport What carries the bytes.
 * @param address Address to listen on: an IPv4 or IPv6 literal or a host name, looked up
 * at each bind. Unset: all interfaces, IPv4 and IPv6.
 * @param port Port to listen on; 0 takes any free port. Unset: 9999 for tcp; udp has no
 * default.
 * @param path Socket file of the unix transports, or @name for the abstract namespace
 * (see unix(7)). Unset: the unix transports need one.
 * @param permissions Permissions of the socket file.
 * @param protocol IP protocol number of a raw listener; 253 is for experiments (RFC
 * 3692).
 * @param serviceType TIPC service type of an rdm listener. Unset: rdm needs one.
 * @param instance TIPC service instance of an rdm listener. Unset: rdm needs one.
 * @param multicastGroups Multicast groups a udp listener joins. Empty: none.
 * @param backlog Connections the kernel queues until they are accepted (see listen(2));
 * capped by net.core.somaxconn.
 * @param framing How a stream is cut into messages.
 * @param quietPeriod On a connection that has never sent a terminator, what has arrived
 * is a message after this long without a byte; 0 turns that off. Unset:
 * socket.quiet-period.
 * @param maxMessageSize Longest message accepted, without its frame. The default is less
 * where the framing or the transport cannot carry as much.
 * @param maxInFlight What one connection may have outstanding before it is not read.
 * @param idleTimeout A connection without a byte either way for this long is closed; 0
 * means never.
 * @param messageTimeout A message begun must be complete within this time; 0 means never.
 * @param replyTimeout The service must have answered within this time; 0 means never.
 * @param onError What a peer gets for a request the service could not answer.
 * @param linger How long a closing connection waits for the peer to finish, so that no
 * reply under way is lost; 0 closes at once.
 * @param tcpNoDelay Whether to send small replies at once (TCP_NODELAY, see tcp(7)).
 * @param keepAlive Whether the kernel probes idle connections (SO_KEEPALIVE, see
 * socket(7)).
 * @param sendBuffer Send buffer of each socket (SO_SNDBUF, see socket(7)). Unset: left to
 * the kernel.
 * @param receiveBuffer Receive buffer of each socket (SO_RCVBUF, see socket(7)). Unset:
 * left to the kernel.
 * @param limits How many connections and messages are admitted.
 * @param access Who may connect.
 * @param proxyProtocol Whether connections come through a proxy that names the client.
 * @param ssl Whether connections are encrypted.
 */
@ConfigurationPropertiesSource
public record ListenerProperties(@DefaultValue("true") boolean enabled, @DefaultValue("tcp") Transport transport,
		@Nullable String address, @Nullable Integer port, @Nullable String path,
		@DefaultValue(ListenerProperties.DEFAULT_PERMISSIONS) String permissions, @DefaultValue("253") int protocol,
		@Nullable Long serviceType, @Nullable Long instance, @DefaultValue List<InetAddress> multicastGroups,
		@DefaultValue("1024") int backlog, @DefaultValue("line") Framing framing, @Nullable Duration quietPeriod,
		@DefaultValue("64KB") DataSize maxMessageSize, @DefaultValue MaxInFlight maxInFlight,
		@DefaultValue("5m") Duration idleTimeout, @DefaultValue("30s") Duration messageTimeout,
		@DefaultValue("10s") Duration replyTimeout, @DefaultValue("reply") OnError onError,
		@DefaultValue("2s") Duration linger, @DefaultValue("true") boolean tcpNoDelay,
		@DefaultValue("true") boolean keepAlive, @Nullable DataSize sendBuffer, @Nullable DataSize receiveBuffer,
		@DefaultValue Limits limits, @DefaultValue Access access, @DefaultValue ProxyProtocol proxyProtocol,
		@DefaultValue Ssl ssl) {

	static final String DEFAULT_PERMISSIONS = "rw-rw----";

	static final int DEFAULT_TCP_PORT = 9999;

	static final DataSize DEFAULT_MAX_MESSAGE_SIZE = DataSize.ofKilobytes(64);

	/**
	 * Binds one listener; texts left empty become unset.
	 */
	public ListenerProperties {
		address = unsetIfEmpty(address);
		path = unsetIfEmpty(path);
		permissions = permissions.isBlank() ? DEFAULT_PERMISSIONS : permissions;
		multicastGroups = List.copyOf(multicastGroups);
	}

	private static @Nullable String unsetIfEmpty(@Nullable String text) {
		return (text == null || text.isBlank()) ? null : text;
	}

	/**
	 * The port to bind.
	 * @return {@code port}, if unset 9999 for tcp
	 * @throws IllegalStateException if there is none; validation refuses that before
	 */
	public int effectivePort() {
		if (this.port != null) {
			return this.port;
		}
		if (this.transport == Transport.TCP) {
			return DEFAULT_TCP_PORT;
		}
		throw new IllegalStateException("A listener on " + this.transport.tag() + " has no default port");
	}

	/**
	 * The quiet period to apply.
	 * @return {@code quiet-period}; off if unset here and not yet resolved
	 */
	public Duration effectiveQuietPeriod() {
		return (this.quietPeriod != null) ? this.quietPeriod : Duration.ZERO;
	}

	/**
	 * Whether {@code path} names a socket in the abstract namespace (see unix(7)), which
	 * leaves no file behind.
	 * @return {@code true} for {@code @name}
	 */
	public boolean isAbstractPath() {
		return this.path != null && this.path.startsWith("@");
	}

	/**
	 * The permissions of the socket file.
	 * @return {@code permissions}, parsed
	 */
	public Set<PosixFilePermission> filePermissions() {
		return PosixFilePermissions.fromString(this.permissions);
	}

	ListenerProperties with(Duration quietPeriod, DataSize maxMessageSize, MaxInFlight maxInFlight) {
		return new ListenerProperties(this.enabled, this.transport, this.address, this.port, this.path,
				this.permissions, this.protocol, this.serviceType, this.instance, this.multicastGroups, this.backlog,
				this.framing, quietPeriod, maxMessageSize, maxInFlight, this.idleTimeout, this.messageTimeout,
				this.replyTimeout, this.onError, this.linger, this.tcpNoDelay, this.keepAlive, this.sendBuffer,
				this.receiveBuffer, this.limits, this.access, this.proxyProtocol, this.ssl);
	}

	/**
	 * What a peer gets for a request the service could not answer.
	 */
	public enum OnError {

		/** An error reply, in the order of the requests. */
		REPLY,

		/** The end of the connection, after the replies due before. */
		CLOSE

	}

	/**
	 * What one connection may have outstanding before it is not read.
	 *
	 * @param messages Requests one connection may have outstanding.
	 * @param bytes Bytes of requests one connection may have outstanding. The default is
	 * more where max-message-size is.
	 */
	public record MaxInFlight(@DefaultValue("1024") int messages, @DefaultValue("1MB") DataSize bytes) {

		static final DataSize DEFAULT_BYTES = DataSize.ofMegabytes(1);

	}

	/**
	 * How many connections and messages are admitted.
	 *
	 * @param maxConnections Connections open at once.
	 * @param maxConnectionsPerAddress Connections open at once from one address; 0 means
	 * no such limit.
	 * @param connectionsPerSecond Connections accepted per second; 0 means no such limit.
	 * @param messagesPerSecond Messages per second and connection, or per peer address
	 * where there are no connections; 0 means no such limit.
	 * @param dryRun Whether to count what these limits would refuse instead of refusing
	 * it.
	 */
	public record Limits(@DefaultValue("10000") int maxConnections, @DefaultValue("0") int maxConnectionsPerAddress,
			@DefaultValue("0") int connectionsPerSecond, @DefaultValue("0") int messagesPerSecond,
			@DefaultValue("false") boolean dryRun) {
	}

	/**
	 * Who may connect.
	 *
	 * @param allow Address blocks (CIDR) admitted. Empty: all. An IPv4 block also holds
	 * its IPv4-mapped IPv6 addresses.
	 * @param deny Address blocks (CIDR) refused, also when allow holds them. Empty: none.
	 * @param uids Users a peer on a Unix socket may run as, by number. Empty: all, unless
	 * gids are given.
	 * @param gids Groups a peer on a Unix socket may run in, by number; supplementary
	 * groups do not count. A peer in uids or gids is admitted. Empty: all, unless uids
	 * are given.
	 */
	public record Access(@DefaultValue List<Cidr> allow, @DefaultValue List<Cidr> deny, @DefaultValue List<Long> uids,
			@DefaultValue List<Long> gids) {

		/**
		 * Binds the rules.
		 */
		public Access {
			allow = List.copyOf(allow);
			deny = List.copyOf(deny);
			uids = List.copyOf(uids);
			gids = List.copyOf(gids);
		}

	}

	/**
	 * Whether connections come through a proxy that names the client (PROXY protocol
	 * version 1 or 2).
	 *
	 * @param mode Whether each connection must begin with a PROXY protocol header.
	 * @param trusted Address blocks (CIDR) of the proxies; others are refused. Empty: not
	 * allowed where the header is required.
	 * @param timeout How long to wait for the header; 0 means forever.
	 */
	public record ProxyProtocol(@DefaultValue("off") Mode mode, @DefaultValue List<Cidr> trusted,
			@DefaultValue("5s") Duration timeout) {

		/**
		 * Binds the settings.
		 */
		public ProxyProtocol {
			trusted = List.copyOf(trusted);
		}

		/**
		 * Whether each connection must begin with a PROXY protocol header.
		 */
		public enum Mode {

			/** No header is expected. */
			OFF,

			/** Each connection begins with one. */
			REQUIRED

		}

	}

	/**
	 * Whether connections are encrypted.
	 *
	 * @param bundle Name of the SSL bundle (spring.ssl.bundle) with certificate and key.
	 * Unset: no TLS.
	 * @param clientAuth Whether clients are asked for a certificate.
	 * @param handshakeTimeout How long a TLS handshake may take; 0 means forever.
	 */
	public record Ssl(@Nullable String bundle, @DefaultValue("none") ClientAuth clientAuth,
			@DefaultValue("10s") Duration handshakeTimeout) {

		/**
		 * Binds the settings; an empty bundle name becomes unset.
		 */
		public Ssl {
			bundle = unsetIfEmpty(bundle);
		}

		/**
		 * Whether clients are asked for a certificate.
		 */
		public enum ClientAuth {

			/** No. */
			NONE,

			/** Yes, but those without one are served. */
			WANT,

			/** Yes, and those without one are refused. */
			NEED

		}

	}

}
