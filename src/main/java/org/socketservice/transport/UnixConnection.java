package org.socketservice.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.socketservice.transport.NativeSocket.Kind;

/**
 * A client's connection to a Unix socket of a kind Java does not connect to: one that
 * keeps records apart, or one with an abstract name. Records are read and written as
 * {@link RecordFrames}. Waits in the calling thread; one may read while another writes,
 * and closing ends both.
 */
public final class UnixConnection implements AutoCloseable {

	private static final short POLLIN = 1;

	private static final short POLLOUT = 4;

	private static final int SHUT_WR = 1;

	private static final int SHUT_RDWR = 2;

	private final NativeCalls calls = NativeCalls.of("connect");

	private final NativeSocket socket;

	private final boolean records;

	private final int maxSize;

	private final Direction input = new Direction();

	private final Direction output = new Direction();

	private ByteBuffer received = ByteBuffer.allocate(0);

	private volatile boolean closed;

	private UnixConnection(NativeSocket socket, boolean records, int maxSize) throws NativeSocketException {
		this.socket = socket;
		this.records = records;
		this.maxSize = maxSize;
	}

	/**
	 * Connect.
	 * @param address file or abstract name
	 * @param records whether it keeps records apart
	 * @param maxRecordSize bytes a record received may have
	 * @return an open connection
	 * @throws NativeSocketException if the kernel refuses; with {@link Errno#EAGAIN} when
	 * the server's backlog is full
	 */
	public static UnixConnection connect(UnixSocketAddress address, boolean records, int maxRecordSize)
			throws NativeSocketException {
		return new UnixConnection(open(address, records), records, maxRecordSize);
	}

	static NativeSocket open(UnixSocketAddress address, boolean records) throws NativeSocketException {
		NativeSocket socket = NativeSocket.open(records ? Kind.UNIX_SEQPACKET : Kind.UNIX_STREAM, 0);
		try {
			if (records) {
				socket.setOption(NativeSocket.SOL_SOCKET, NativeSocket.SO_PASSCRED, 1);
			}
			socket.connect(address.sockaddr());
			return socket;
		}
		catch (NativeSocketException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Read what is there, at least one byte; of records at least a part of one with its
	 * length.
	 * @param buffer to be filled
	 * @param timeout how long to wait, zero for ever
	 * @return how many bytes, 0 if none came in time, -1 at the end of input
	 * @throws IOException if the connection fails
	 */
	public int read(ByteBuffer buffer, Duration timeout) throws IOException {
		this.input.lock.lock();
		try {
			while (!this.received.hasRemaining()) {
				int length = this.input.io.receive(fd(), this.records ? this.maxSize : buffer.remaining());
				if (length == RecordIo.END || (length == 0 && !this.records)) {
					return -1;
				}
				if (length >= 0) {
					this.received = framed(length);
				}
				else if (wouldBlock("recv", length) && !this.input.await(POLLIN, timeout)) {
					return 0;
				}
			}
			int count = Math.min(buffer.remaining(), this.received.remaining());
			buffer.put(this.received.slice(this.received.position(), count));
			this.received.position(this.received.position() + count);
			return count;
		}
		finally {
			this.input.lock.unlock();
		}
	}

	private ByteBuffer framed(int length) {
		if (!this.records) {
			return this.input.io.record(length);
		}
		int size = (length > this.maxSize) ? 0 : length; // as its length alone, which no
															// reader accepts
		return ByteBuffer.allocate(RecordFrames.HEADER + size).putInt(length).put(this.input.io.record(size)).flip();
	}

	/**
	 * Write all bytes.
	 * @param bytes what; of records whole frames
	 * @param size how many of them
	 * @param timeout how long the peer may take nothing, zero for ever
	 * @throws SocketTimeoutException if it took nothing for so long
	 * @throws IOException if the connection fails
	 */
	public void write(byte[] bytes, int size, Duration timeout) throws IOException {
		this.output.lock.lock();
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment memory = arena.allocate(Math.max(size, 1));
			MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, size);
			ByteBuffer lengths = ByteBuffer.wrap(bytes);
			for (int at = 0; at < size;) {
				int from = this.records ? at + RecordFrames.HEADER : at;
				int length = this.records ? lengths.getInt(at) : size - at;
				int sent = this.output.io.send(fd(), memory.address() + from, length);
				if (sent >= 0) {
					at = from + sent;
				}
				else if (wouldBlock("send", sent) && !this.output.await(POLLOUT, timeout)) {
					throw new SocketTimeoutException("server took nothing for " + timeout.toMillis() + " ms");
				}
			}
		}
		finally {
			this.output.lock.unlock();
		}
	}

	private int fd() throws IOException {
		if (this.closed) {
			throw new java.nio.channels.ClosedChannelException();
		}
		return this.socket.fd();
	}

	private static boolean wouldBlock(String call, int result) throws NativeSocketException {
		if (result != -Errno.EAGAIN.number() && result != -Errno.EINTR.number()) {
			throw new NativeSocketException(call, -result);
		}
		return true;
	}

	/**
	 * Tell the peer that no more will come.
	 * @throws IOException if the connection is closed
	 */
	public void shutdownOutput() throws IOException {
		synchronized (this.socket) {
			shutdown(SHUT_WR);
		}
	}

	private void shutdown(int how) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			int result = this.calls.shutdown(NativeCalls.newState(arena), fd(), how);
			if (result < 0 && how == SHUT_WR) {
				throw new NativeSocketException("shutdown", -result);
			}
		}
	}

	public boolean isOpen() {
		return !this.closed;
	}

	/**
	 * Close the connection. Who reads or writes meanwhile is woken before the descriptor
	 * is given back, for it may be another's then.
	 * @throws IOException never
	 */
	@Override
	public void close() throws IOException {
		synchronized (this.socket) {
			if (this.closed) {
				return;
			}
			shutdown(SHUT_RDWR);
			this.closed = true;
		}
		// whoever holds a lock has been woken and sees that this is closed
		this.input.lock.lock();
		this.output.lock.lock();
		try {
			this.socket.close();
		}
		finally {
			this.output.lock.unlock();
			this.input.lock.unlock();
		}
	}

	/**
	 * One direction and what a thread needs to wait for it.
	 */
	private final class Direction {

		private final Lock lock = new ReentrantLock();

		private final RecordIo io = new RecordIo();

		/** {@code struct pollfd}. */
		private final MemorySegment pollfd = Arena.ofAuto().allocate(8, Integer.BYTES);

		private final MemorySegment state = NativeCalls.newState(Arena.ofAuto());

		private Direction() throws NativeSocketException {
		}

		boolean await(short events, Duration timeout) throws IOException {
			this.pollfd.set(ValueLayout.JAVA_INT, 0, fd());
			this.pollfd.set(ValueLayout.JAVA_SHORT, Integer.BYTES, events);
			int millis = timeout.isZero() ? -1
					: Math.clamp(timeout.plusNanos(999_999).toMillis(), 1, Integer.MAX_VALUE);
			int ready = UnixConnection.this.calls.poll(this.state, this.pollfd, millis);
			fd();
			return (ready < 0) ? wouldBlock("poll", ready) : ready > 0;
		}

	}

}
