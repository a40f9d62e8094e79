package org.socketservice.client;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.DatagramClientSockets;
import org.socketservice.transport.Transport;

/**
 * A datagram socket of one's own: for requests to one server, and for sending to and
 * receiving from any address (sendto, recvfrom). Datagrams may get lost, and UDP does not
 * tell; a reply that comes after its request was given up is not told from the next, so
 * that a socket whose {@link #send} has timed out is closed. Used by one thread at a
 * time.
 */
public final class SocketDatagrams implements AutoCloseable {

	/**
	 * 65535 bytes of an IPv4 packet less its header and that of UDP: RFC 791, RFC 768.
	 */
	private static final int MAX_SIZE = 65_535;

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

	private final String server;

	private final DatagramPort port;

	private final ClientCounts counts;

	private Duration replyTimeout = DEFAULT_TIMEOUT;

	private boolean closed;

	private SocketDatagrams(String server, DatagramPort port, ClientCounts counts) {
		this.server = server;
		this.port = port;
		this.counts = counts;
		counts.opened();
	}

	/**
	 * A UDP socket connected to a server: it takes datagrams of that server alone, and
	 * hears that nobody listens there.
	 * @param host address or host name
	 * @param port UDP port
	 * @return to be closed by the caller
	 * @throws SocketClientException if that is not possible
	 */
	public static SocketDatagrams udp(String host, int port) {
		return open(ServerAddress.udp(host, port), MAX_SIZE, new ClientCounts());
	}

	/**
	 * A UDP socket for any address, on a free port.
	 * @return to be closed by the caller
	 * @throws SocketClientException if that is not possible
	 */
	public static SocketDatagrams udp() {
		return open("udp", () -> UdpSocket.open(null, MAX_SIZE), new ClientCounts());
	}

	/**
	 * A Unix datagram socket connected to a server. The kernel gives it a name in the
	 * abstract namespace, so that it can be answered.
	 * @param path the server's socket file, or {@code @name} in the abstract namespace
	 * @return to be closed by the caller
	 * @throws SocketClientException if that is not possible
	 */
	public static SocketDatagrams unix(String path) {
		return open(ServerAddress.unixDatagram(path), 4 * MAX_SIZE, new ClientCounts());
	}

	/**
	 * A Unix datagram socket for any address, with a name as {@link #unix(String)} has.
	 * @return to be closed by the caller
	 * @throws SocketClientException if that is not possible
	 */
	public static SocketDatagrams unix() {
		return open("unix-datagram", () -> new NativeDatagramPort(DatagramClientSockets.unix(null, 4 * MAX_SIZE)),
				new ClientCounts());
	}

	/**
	 * A raw IP socket, which needs the capability CAP_NET_RAW. A byte in front of each
	 * message tells requests (0) from replies (1); nothing tells whose reply it is, so
	 * that requests of several such sockets at the same time get each other's.
	 * @param host address or host name of the server
	 * @param protocol IP protocol number, such as 253
	 * @return to be closed by the caller
	 * @throws SocketClientException if that is not possible
	 */
	public static SocketDatagrams raw(String host, int protocol) {
		return open(ServerAddress.raw(host, protocol), MAX_SIZE, new ClientCounts());
	}

	/**
	 * A TIPC socket for reliable datagrams.
	 * @param type service type of the server
	 * @param instance service instance of the server
	 * @return to be closed by the caller
	 * @throws SocketClientException if that is not possible: EAFNOSUPPORT where the
	 * kernel has no TIPC (load the kernel module tipc)
	 */
	public static SocketDatagrams rdm(long type, long instance) {
		return open(ServerAddress.rdm(type, instance), MAX_SIZE + 1024, new ClientCounts());
	}

	/** UDP by Java's sockets: a virtual thread that waits for one holds no carrier. */
	static SocketDatagrams open(ClientContext context) {
		ServerAddress server = context.server();
		if (server.transport() != Transport.UDP) {
			return openNative(context);
		}
		return open(server.toString(), () -> UdpSocket.open(server, maxMessageSize(context)), context.counts())
			.replyTimeout(context.properties().replyTimeout());
	}

	static SocketDatagrams openNative(ClientContext context) {
		return open(context.server(), maxMessageSize(context), context.counts())
			.replyTimeout(context.properties().replyTimeout());
	}

	private static int maxMessageSize(ClientContext context) {
		return Math.toIntExact(context.properties().effectiveMaxMessageSize().toBytes());
	}

	private static SocketDatagrams open(ServerAddress server, int maxSize, ClientCounts counts) {
		return open(server.toString(), () -> NativeDatagramPort.open(server, maxSize), counts);
	}

	private static SocketDatagrams open(String server, Opener opener, ClientCounts counts) {
		try {
			return new SocketDatagrams(server, opener.open(), counts);
		}
		catch (IOException ex) {
			throw SocketClientException.of(server, ex);
		}
	}

	/**
	 * Set how long {@link #send} waits for a reply; 10 s by default.
	 * @param replyTimeout zero for ever
	 * @return this
	 */
	public SocketDatagrams replyTimeout(Duration replyTimeout) {
		this.replyTimeout = replyTimeout;
		return this;
	}

	/**
	 * Send a request to the server and wait for its reply.
	 * @param request the message
	 * @return the reply
	 * @throws SocketClientException if none came; the socket is closed then
	 */
	public byte[] send(byte[] request) {
		return send(request, this.replyTimeout);
	}

	byte[] send(byte[] request, Duration timeout) {
		try {
			this.port.send(null, request, timeout);
			this.counts.sent(request.length);
			ReceivedDatagram reply = this.port.receive(timeout);
			if (reply == null) {
				throw new SocketTimeoutException("no reply within " + ClientContext.text(timeout));
			}
			this.counts.received(reply.message().length);
			return reply.message();
		}
		catch (IOException ex) {
			close();
			throw SocketClientException.of(this.server, ex);
		}
	}

	/**
	 * Send a message to the server without waiting for anything.
	 * @param message the message
	 * @throws SocketClientException if it was not sent
	 */
	public void sendOneWay(byte[] message) {
		sendTo(null, message);
	}

	/**
	 * Send a message to any address: sendto(2).
	 * @param to an {@link java.net.InetSocketAddress} for UDP; for Unix sockets an
	 * address whose text is a path or {@code @name}, such as
	 * {@link ReceivedDatagram#sender()}; {@code null} for the server
	 * @param message the message
	 * @throws SocketClientException if it was not sent
	 */
	public void sendTo(@Nullable SocketAddress to, byte[] message) {
		try {
			this.port.send(to, message, this.replyTimeout);
			this.counts.sent(message.length);
		}
		catch (IOException ex) {
			throw SocketClientException.of((to != null) ? ServerAddress.text(to) : this.server, ex);
		}
	}

	/**
	 * Wait for a datagram of anybody: recvfrom(2).
	 * @param timeout how long, zero for ever
	 * @return {@code null} if none came in time
	 * @throws SocketClientException if that failed
	 */
	public @Nullable ReceivedDatagram receive(Duration timeout) {
		try {
			ReceivedDatagram received = this.port.receive(timeout);
			if (received != null) {
				this.counts.received(received.message().length);
			}
			return received;
		}
		catch (IOException ex) {
			throw SocketClientException.of(this.server, ex);
		}
	}

	/**
	 * This end's address: getsockname(2).
	 * @return an {@link java.net.InetSocketAddress} over UDP and raw IP
	 */
	public SocketAddress localAddress() {
		try {
			return this.port.localAddress();
		}
		catch (IOException ex) {
			throw SocketClientException.of(this.server, ex);
		}
	}

	/**
	 * The server's address: getpeername(2).
	 * @return {@code null} without one
	 */
	public @Nullable SocketAddress remoteAddress() {
		try {
			return this.port.remoteAddress();
		}
		catch (IOException ex) {
			throw SocketClientException.of(this.server, ex);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Close the socket.
	 */
	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.counts.closed();
			try {
				this.port.close();
			}
			catch (IOException ex) {
				throw SocketClientException.of(this.server, ex);
			}
		}
	}

	/**
	 * Both addresses.
	 * @return such as {@code 127.0.0.1:9999 from 127.0.0.1:43210}
	 */
	@Override
	public String toString() {
		String from = ServerAddress.text(localAddress());
		return this.server + (from.isEmpty() ? "" : " from " + from);
	}

	/**
	 * Opens a socket.
	 */
	private interface Opener {

		DatagramPort open() throws IOException;

	}

}
