package org.socketservice.client;

import java.time.Duration;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.socketservice.framing.Framing;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.TlsContextException;
import org.socketservice.transport.Transport;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.unit.DataSize;

/**
 * Makes clients by hand, without a Spring context. What is not set has the default of its
 * property under {@code socket.clients.<name>}.
 */
public final class SocketClientBuilder {

	private String name = "client";

	private String host = "127.0.0.1";

	private int port = 9999;

	private @Nullable String path;

	private Transport transport = Transport.TCP;

	private int protocol = 253;

	private @Nullable Long serviceType;

	private @Nullable Long instance;

	private Framing framing = Framing.LINE;

	private int maxMessageSize = 64 * 1024;

	private Duration connectTimeout = Duration.ofSeconds(5);

	private Duration replyTimeout = Duration.ofSeconds(10);

	private Duration idleTimeout = Duration.ofMinutes(1);

	private int poolSize = 8;

	private @Nullable TlsContext tls;

	/**
	 * Set the name; {@code client} by default.
	 * @param name for threads and counts
	 * @return this
	 */
	public SocketClientBuilder name(String name) {
		this.name = name;
		return this;
	}

	/**
	 * Set the server's TCP address; 127.0.0.1 and 9999 by default.
	 * @param host address or host name, looked up at each connect
	 * @param port TCP port
	 * @return this
	 */
	public SocketClientBuilder address(String host, int port) {
		this.host = host;
		this.port = port;
		return this;
	}

	/**
	 * Set the server's Unix stream socket, instead of a TCP address.
	 * @param path the socket file or {@code @name}, {@code null} for TCP
	 * @return this
	 */
	public SocketClientBuilder path(@Nullable String path) {
		this.path = path;
		this.transport = (path != null) ? Transport.UNIX : Transport.TCP;
		return this;
	}

	/**
	 * Set the server's Unix seqpacket socket, instead of a TCP address: each message is a
	 * record, whatever the framing.
	 * @param path the socket file or {@code @name}
	 * @return this
	 */
	public SocketClientBuilder seqpacket(String path) {
		this.path = path;
		this.transport = Transport.UNIX_SEQPACKET;
		return this;
	}

	/**
	 * Set the server's UDP address, instead of a TCP address: each message is a datagram,
	 * whatever the framing.
	 * @param host address or host name, looked up for each socket
	 * @param port UDP port
	 * @return this
	 */
	public SocketClientBuilder udp(String host, int port) {
		this.transport = Transport.UDP;
		return address(host, port);
	}

	/**
	 * Set the server's Unix datagram socket, instead of a TCP address.
	 * @param path the socket file or {@code @name}
	 * @return this
	 */
	public SocketClientBuilder unixDatagram(String path) {
		this.path = path;
		this.transport = Transport.UNIX_DATAGRAM;
		return this;
	}

	/**
	 * Set a server on raw IP, instead of a TCP address; needs the capability CAP_NET_RAW.
	 * Such a client sends one request at a time, because nothing tells whose reply it is.
	 * @param host address or host name, looked up for each socket
	 * @param protocol IP protocol number, such as 253
	 * @return this
	 */
	public SocketClientBuilder raw(String host, int protocol) {
		this.transport = Transport.RAW;
		this.host = host;
		this.protocol = protocol;
		return this;
	}

	/**
	 * Set a TIPC service, instead of a TCP address; needs the kernel module tipc.
	 * @param serviceType its service type
	 * @param instance its service instance
	 * @return this
	 */
	public SocketClientBuilder rdm(long serviceType, long instance) {
		this.transport = Transport.RDM;
		this.serviceType = serviceType;
		this.instance = instance;
		return this;
	}

	/**
	 * Set how the stream is cut into messages; lines by default.
	 * @param framing that of the server
	 * @return this
	 */
	public SocketClientBuilder framing(Framing framing) {
		this.framing = framing;
		return this;
	}

	/**
	 * Set the longest reply accepted; 64 KB by default.
	 * @param maxMessageSize bytes without the frame
	 * @return this
	 */
	public SocketClientBuilder maxMessageSize(int maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
		return this;
	}

	/**
	 * Set how long connecting may take; 5 s by default.
	 * @param connectTimeout in full milliseconds; zero leaves it to the kernel
	 * @return this
	 */
	public SocketClientBuilder connectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
		return this;
	}

	/**
	 * Set how long to wait for a reply; 10 s by default.
	 * @param replyTimeout in full milliseconds; zero for ever
	 * @return this
	 */
	public SocketClientBuilder replyTimeout(Duration replyTimeout) {
		this.replyTimeout = replyTimeout;
		return this;
	}

	/**
	 * Set after which time without use a pooled connection is closed; 1 minute by
	 * default.
	 * @param idleTimeout zero for never
	 * @return this
	 */
	public SocketClientBuilder idleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
		return this;
	}

	/**
	 * Set how many connections are open at once at most; 8 by default.
	 * @param poolSize at least 1
	 * @return this
	 */
	public SocketClientBuilder poolSize(int poolSize) {
		this.poolSize = poolSize;
		return this;
	}

	/**
	 * Encrypt connections, and have the server's certificate be for the host asked for
	 * (RFC 2818, 3.1).
	 * @param bundle says whom to trust and which certificate to show; its protocols and
	 * cipher suites hold
	 * @return this
	 * @throws TlsContextException if the bundle is of no use
	 */
	public SocketClientBuilder tls(SslBundle bundle) {
		this.tls = TlsContext.client(bundle);
		return this;
	}

	/**
	 * Encrypt connections by TLS 1.3 or 1.2, and have the server's certificate be for the
	 * host asked for (RFC 2818, 3.1).
	 * @param context says whom to trust and which certificate to show
	 * @return this
	 */
	public SocketClientBuilder tls(SSLContext context) {
		this.tls = TlsContext.client(context);
		return this;
	}

	private ClientProperties properties() {
		return new ClientProperties(this.transport, this.host, this.port, this.path, this.protocol, this.serviceType,
				this.instance, this.framing, DataSize.ofBytes(this.maxMessageSize), this.connectTimeout,
				this.replyTimeout, this.idleTimeout, this.poolSize, new ClientProperties.Ssl(null));
	}

	/**
	 * Make a client with a pool, on an event loop of its own that does not keep the
	 * program alive.
	 * @return to be closed by the caller
	 */
	public SocketClient build() {
		return StandaloneClient.create(this.name, properties(), this.tls);
	}

	/**
	 * Open one connection without a pool.
	 * @return an open connection, to be closed by the caller
	 * @throws SocketClientException if that is not possible
	 * @throws IllegalStateException if the transport has no connections
	 */
	public SocketConnection connect() {
		if (!this.transport.isConnected()) {
			throw new IllegalStateException(
					"Transport " + this.transport.tag() + " has no connections: call build(), or open SocketDatagrams");
		}
		// not by way of the properties: the command line does without Spring
		return SocketConnection.open(
				new ServerAddress(this.transport, this.host, this.port, this.transport.isUnix() ? this.path : null, 0,
						0, 0),
				new ConnectionSettings(ConnectionSettings.framing(this.transport, this.framing), this.maxMessageSize,
						this.connectTimeout, this.replyTimeout, this.tls),
				new ClientCounts());
	}

	/**
	 * Open one connection, or tell by its number why that is not possible: connect_ex.
	 * @return the connection or the error
	 */
	public ConnectAttempt tryConnect() {
		return ConnectAttempt.of(this::connect);
	}

}
