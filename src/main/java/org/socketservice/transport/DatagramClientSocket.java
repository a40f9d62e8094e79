package org.socketservice.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The client's end of a datagram transport that Java has no sockets for: Unix datagrams,
 * raw IP and TIPC. A thread that waits for a datagram holds its carrier. Used by one
 * thread at a time, except that any may close it: who waits is woken.
 */
public final class DatagramClientSocket implements AutoCloseable {

	private static final int POLLIN = 1;

	private static final int POLLOUT = 4;

	/** How soon a waiting thread notices that it was interrupted. */
	private static final int SLICE_MILLIS = 100;

	private final int descriptor;

	private final byte[] name;

	private final DatagramFormat format;

	private final int maxSize;

	private final @Nullable DatagramPeer server;

	private final Arena arena = Arena.ofShared();

	private final MemorySegment errno = NativeCalls.newState(this.arena);

	private final DatagramInput input;

	private final DatagramOutput output = new DatagramOutput();

	/** Held while the memory is in use, which close() gives back. */
	private final Lock lock = new ReentrantLock();

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Take over a socket.
	 * @param descriptor the socket; not closed if this fails
	 * @param format what its datagrams begin with
	 * @param maxSize longest message taken
	 * @param server its name, {@code null} to send to addresses
	 * @throws IOException if that failed
	 */
	DatagramClientSocket(int descriptor, DatagramFormat format, int maxSize, byte @Nullable [] server)
			throws IOException {
		this.descriptor = descriptor;
		this.name = LinuxSockets.getsockname(descriptor);
		this.format = format;
		this.maxSize = maxSize;
		this.server = (server != null) ? new DatagramPeer(server, null, null) : null;
		this.input = new DatagramInput(maxSize + format.overhead(), 1);
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
			int family = SocketNames.family(this.name);
			InetAddress address = inet.isUnresolved() ? InetAddress.getByName(inet.getHostString()) : inet.getAddress();
			return SocketNames.of(family, address, inet.getPort());
		}
		return DatagramClientSockets.unixName(to.toString());
	}

	private void send(DatagramPeer peer, byte[] message, Duration timeout) throws IOException {
		this.lock.lock();
		try {
			checkOpen();
			this.output.append(peer, message, (this.format == DatagramFormat.PLAIN) ? -1 : DatagramFormat.REQUEST,
					false);
			sendAppended(timeout);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void sendAppended(Duration timeout) throws IOException {
		long begin = System.nanoTime();
		try {
			while (this.output.send(this.errno, this.descriptor) < 0) {
				int errno = LinuxSockets.errno(this.errno);
				boolean full = errno == Errno.EAGAIN.number();
				if ((!full && errno != Errno.EINTR.number()) || (full && !await(POLLOUT, timeout, begin))) {
					throw new NativeSocketException("sendmsg", errno);
				}
			}
		}
		finally {
			this.output.remove();
		}
	}

	private void checkOpen() throws ClosedChannelException {
		if (this.closed.get()) {
			throw new ClosedChannelException();
		}
	}

	/**
	 * Wait for a datagram.
	 * @param timeout how long, zero for ever
	 * @return its message and sender, {@code null} if none came in time
	 * @throws IOException if that failed, or the message is too long
	 */
	public @Nullable ReceivedMessage receive(Duration timeout) throws IOException {
		this.lock.lock();
		try {
			checkOpen();
			long begin = System.nanoTime();
			@Nullable ReceivedMessage received = receive();
			while (received == null) {
				if (!await(POLLIN, timeout, begin)) {
					return null;
				}
				received = receive();
			}
			return received;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whatever has come by now that is for us. */
	private @Nullable ReceivedMessage receive() throws IOException {
		while (true) {
			int count = this.input.receive(this.errno, this.descriptor);
			if (count > 0) {
				ReceivedMessage received = received();
				this.input.done(0);
				if (received != null) {
					return received;
				}
			}
			else {
				int errno = LinuxSockets.errno(this.errno);
				if (errno != Errno.EAGAIN.number() && errno != Errno.EINTR.number()) {
					throw new NativeSocketException("recvmsg", errno);
				}
				return null;
			}
		}
	}

	private @Nullable ReceivedMessage received() throws IOException {
		int length = this.input.length(0);
		int begin = this.format.begin(this.input, 0, length, DatagramFormat.REPLY);
		if (begin < 0) {
			return null; // one of our own
		}
		if (this.input.isTruncated(0) || length - begin > this.maxSize) {
			throw new IOException("reply longer than " + this.maxSize + " bytes");
		}
		return new ReceivedMessage(this.input.bytes(0, begin, length), this.input.peer(0).address());
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
			checkOpen();
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedIOException("interrupted");
			}
		}
	}

	/**
	 * This end's address: getsockname(2).
	 * @return of the type its family has
	 */
	public SocketAddress localAddress() {
		return SocketNames.address(this.name);
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
		if (!this.closed.getAndSet(true)) {
			this.lock.lock(); // who waits looks up within a tenth of a second
			try {
				LinuxSockets.close(this.descriptor);
				this.input.close();
				this.output.close();
				this.arena.close();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

}
