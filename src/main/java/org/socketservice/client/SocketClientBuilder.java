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

	private Transport pathTransport = Transport.UNIX;

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
		this.pathTransport = Transport.UNIX;
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
		this.pathTransport = Transport.UNIX_SEQPACKET;
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

	private Transport transport() {
		return (this.path != null) ? this.pathTransport : Transport.TCP;
	}

	private ClientProperties properties() {
		return new ClientProperties(transport(), this.host, this.port, this.path, this.framing,
				DataSize.ofBytes(this.maxMessageSize), this.connectTimeout, this.replyTimeout, this.idleTimeout,
				this.poolSize, new ClientProperties.Ssl(null));
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
	 */
	public SocketConnection connect() {
		return SocketConnection.open(new ServerAddress(transport(), this.host, this.port, this.path),
				new ConnectionSettings(ConnectionSettings.framing(transport(), this.framing), this.maxMessageSize,
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
