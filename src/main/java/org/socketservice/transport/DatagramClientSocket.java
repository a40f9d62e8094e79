package org.socketservice.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The client's end of a datagram transport that Java has no sockets for: Unix datagrams,
 * raw IP and TIPC. A thread that waits for a datagram holds its carrier. Used by one
 * thread at a time.
 */
public final class DatagramClientSocket implements AutoCloseable {

	private static final int POLLIN = 1;

	private static final int POLLOUT = 4;

	/** How soon a waiting thread notices that it was interrupted. */
	private static final int SLICE_MILLIS = 100;

	private final int descriptor;

	private final DatagramFormat format;

	private final int maxSize;

	private final @Nullable DatagramPeer server;

	private final Arena arena = Arena.ofShared();

	private final MemorySegment errno = LinuxSockets.newErrno(this.arena);

	private final DatagramInput input;

	private final DatagramOutput output = new DatagramOutput();

	private boolean closed;

	private DatagramClientSocket(int descriptor, DatagramFormat format, int maxSize, byte @Nullable [] server) {
		this.descriptor = descriptor;
		this.format = format;
		this.maxSize = maxSize;
		this.server = (server != null) ? new DatagramPeer(server, null, null) : null;
		this.input = new DatagramInput(maxSize + format.overhead(), 1);
	}

	/**
	 * A Unix datagram socket with a name of the kernel's choice in the abstract
	 * namespace, so that it can be answered: "autobind" in unix(7).
	 * @param path the server's socket file, or {@code @name}; {@code null} to send to
	 * addresses
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	public static DatagramClientSocket unix(@Nullable String path, int maxSize) throws IOException {
		byte[] server = (path != null) ? serverName(path) : null;
		int descriptor = LinuxSockets.socket(LinuxSockets.AF_UNIX, LinuxSockets.SOCK_DGRAM, 0);
		try {
			LinuxSockets.bind(descriptor, SocketNames.unixAutobind());
			if (server != null) {
				LinuxSockets.connect(descriptor, server);
			}
			return new DatagramClientSocket(descriptor, DatagramFormat.PLAIN, maxSize, server);
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	/**
	 * A UDP socket connected to a server. Unlike Java's it sends empty datagrams.
	 * @param address the server's
	 * @param port the server's
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	public static DatagramClientSocket udp(InetAddress address, int port, int maxSize) throws IOException {
		int family = (address instanceof Inet4Address) ? LinuxSockets.AF_INET : LinuxSockets.AF_INET6;
		int descriptor = LinuxSockets.socket(family, LinuxSockets.SOCK_DGRAM, 0);
		try {
			byte[] server = SocketNames.of(family, address, port);
			LinuxSockets.connect(descriptor, server);
			return new DatagramClientSocket(descriptor, DatagramFormat.PLAIN, maxSize, server);
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	private static byte[] serverName(String path) throws IOException {
		try {
			return SocketNames.unix(path);
		}
		catch (IllegalArgumentException ex) {
			throw LinuxSockets.failure("connect", Errno.ENAMETOOLONG.number());
		}
	}

	/**
	 * A raw IP socket.
	 * @param address the server's
	 * @param protocol IP protocol number
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed, EPERM without CAP_NET_RAW
	 */
	public static DatagramClientSocket raw(InetAddress address, int protocol, int maxSize) throws IOException {
		boolean ipv4 = address instanceof Inet4Address;
		int family = ipv4 ? LinuxSockets.AF_INET : LinuxSockets.AF_INET6;
		int descriptor = LinuxSockets.socket(family, LinuxSockets.SOCK_RAW, protocol);
		try {
			byte[] server = SocketNames.of(family, address, 0);
			LinuxSockets.connect(descriptor, server);
			return new DatagramClientSocket(descriptor, ipv4 ? DatagramFormat.RAW_IPV4 : DatagramFormat.RAW_IPV6,
					maxSize, server);
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	/**
	 * A TIPC socket for reliable datagrams.
	 * @param type service type
	 * @param instance service instance
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed, EAFNOSUPPORT where the kernel has no TIPC
	 */
	public static DatagramClientSocket rdm(long type, long instance, int maxSize) throws IOException {
		int descriptor = LinuxSockets.socket(LinuxSockets.AF_TIPC, LinuxSockets.SOCK_RDM, 0);
		return new DatagramClientSocket(descriptor, DatagramFormat.PLAIN, maxSize, SocketNames.tipc(type, instance));
	}

	/**
	 * Send to the server.
	 * @param message what
	 * @param timeout how long the server's queue may be full, zero for ever
	 * @throws IOException if that failed
	 */
	public void send(byte[] message, Duration timeout) throws IOException {
		DatagramPeer server = this.server;
		if (server == null) {
			throw new IllegalStateException("no server: name an address");
		}
		send(server, message, timeout);
	}

	/**
	 * Send to any address of this socket's family.
	 * @param to an IP address, or one whose text is the path or {@code @name} of a Unix
	 * socket
	 * @param message what
	 * @param timeout how long that socket's queue may be full, zero for ever
	 * @throws IOException if that failed
	 */
	public void sendTo(SocketAddress to, byte[] message, Duration timeout) throws IOException {
		byte[] name = serverNameOf(to);
		send(new DatagramPeer(name, null, null), message, timeout);
	}

	private byte[] serverNameOf(SocketAddress to) throws IOException {
		if (to instanceof InetSocketAddress inet) {
			int family = SocketNames.family(LinuxSockets.getsockname(this.descriptor));
			return SocketNames.of(family, inet.getAddress(), inet.getPort());
		}
		return serverName(to.toString());
	}

	private void send(DatagramPeer peer, byte[] message, Duration timeout) throws IOException {
		this.output.append(peer, message, (this.format == DatagramFormat.PLAIN) ? -1 : DatagramFormat.REQUEST, false);
		long begin = System.nanoTime();
		try {
			while (this.output.send(this.errno, this.descriptor) < 0) {
				int errno = LinuxSockets.errno(this.errno);
				boolean full = errno == Errno.EAGAIN.number();
				if ((!full && errno != Errno.EINTR.number()) || (full && !await(POLLOUT, timeout, begin))) {
					throw LinuxSockets.failure("sendmsg", errno);
				}
			}
		}
		finally {
			this.output.remove();
		}
	}

	/**
	 * Wait for a datagram.
	 * @param timeout how long, zero for ever
	 * @return its message and sender, {@code null} if none came in time
	 * @throws IOException if that failed, or the message is too long
	 */
	public @Nullable Received receive(Duration timeout) throws IOException {
		long begin = System.nanoTime();
		while (true) {
			int count = this.input.receive(this.errno, this.descriptor);
			if (count > 0) {
				Received received = received();
				this.input.done(0);
				if (received != null) {
					return received;
				}
			}
			else {
				int errno = LinuxSockets.errno(this.errno);
				if (errno != Errno.EAGAIN.number() && errno != Errno.EINTR.number()) {
					throw LinuxSockets.failure("recvmsg", errno);
				}
				if (!await(POLLIN, timeout, begin)) {
					return null;
				}
			}
		}
	}

	private @Nullable Received received() throws IOException {
		int length = this.input.length(0);
		int begin = this.format.begin(this.input, 0, length, DatagramFormat.REPLY);
		if (begin < 0) {
			return null; // one of our own
		}
		if (this.input.isTruncated(0) || length - begin > this.maxSize) {
			throw new IOException("reply longer than " + this.maxSize + " bytes");
		}
		return new Received(this.input.bytes(0, begin, length), this.input.peer(0).address());
	}

	private boolean await(int event, Duration timeout, long begin) throws IOException {
		while (true) {
			long left = SLICE_MILLIS;
			if (!timeout.isZero()) {
				left = timeout.minusNanos(System.nanoTime() - begin).plusNanos(999_999).toMillis();
				if (left <= 0) {
					return false;
				}
			}
			if (LinuxSockets.poll(this.descriptor, event, (int) Math.min(left, SLICE_MILLIS))) {
				return true;
			}
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedIOException("interrupted");
			}
		}
	}

	/**
	 * This end's address: getsockname(2).
	 * @return of the type its family has
	 * @throws IOException if that failed
	 */
	public SocketAddress localAddress() throws IOException {
		return SocketNames.address(LinuxSockets.getsockname(this.descriptor));
	}

	/**
	 * The server's address.
	 * @return {@code null} without one
	 */
	public @Nullable SocketAddress remoteAddress() {
		return (this.server != null) ? this.server.address() : null;
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			LinuxSockets.close(this.descriptor);
			this.input.close();
			this.output.close();
			this.arena.close();
		}
	}

	/**
	 * A datagram that has come.
	 */
	public static final class Received {

		private final byte[] message;

		private final SocketAddress sender;

		Received(byte[] message, SocketAddress sender) {
			this.message = message;
			this.sender = sender;
		}

		/**
		 * What it contains.
		 * @return the message
		 */
		public byte[] message() {
			return this.message;
		}

		/**
		 * Who sent it.
		 * @return an address
		 */
		public SocketAddress sender() {
			return this.sender;
		}

	}

}
