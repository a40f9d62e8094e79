package org.socketservice.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Receives and sends whole records, see recvmsg(2) and sendmsg(2): with the system's
 * structures laid out once. Not safe for use by several threads. Tells an empty record
 * from the end of input by the credentials that come with every record where SO_PASSCRED
 * is set.
 */
final class RecordIo {

	/** Returned by {@link #receive} when the peer has ended its side. */
	static final int END = Integer.MIN_VALUE;

	private static final int MSG_TRUNC = 0x20;

	private static final int MSG_DONTWAIT = 0x40;

	private static final int MSG_NOSIGNAL = 0x4000;

	/** {@code struct msghdr} of 64-bit Linux. */
	private static final long MSGHDR_SIZE = 56;

	private static final long MSG_IOV = 16;

	private static final long MSG_IOVLEN = 24;

	private static final long MSG_CONTROL = 32;

	private static final long MSG_CONTROLLEN = 40;

	/** {@code struct iovec}. */
	private static final long IOVEC_SIZE = 16;

	private static final long IOV_LEN = 8;

	/** CMSG_SPACE of {@code struct ucred}. */
	private static final long CONTROL_SIZE = 32;

	private final NativeCalls calls = NativeCalls.of("recvmsg");

	/** Freed when this is collected. */
	private final Arena arena = Arena.ofAuto();

	private final MemorySegment state = NativeCalls.newState(this.arena);

	private final MemorySegment header = this.arena.allocate(MSGHDR_SIZE, Long.BYTES);

	private final MemorySegment vector = this.arena.allocate(IOVEC_SIZE, Long.BYTES);

	private final MemorySegment control = this.arena.allocate(CONTROL_SIZE, Long.BYTES);

	private MemorySegment record = MemorySegment.NULL;

	private ByteBuffer recordBytes = ByteBuffer.allocate(0);

	RecordIo() throws NativeSocketException {
		this.header.set(ValueLayout.ADDRESS, MSG_IOV, this.vector);
		this.header.set(ValueLayout.JAVA_LONG, MSG_IOVLEN, 1);
	}

	/**
	 * Receive one record into {@link #record(int)}.
	 * @param fd of the socket
	 * @param max bytes to take; the rest of a longer record is lost
	 * @return the length of the record, also if longer than that; {@link #END} or the
	 * negative errno
	 */
	int receive(int fd, int max) {
		if (this.recordBytes.capacity() < Math.max(max, 1)) {
			this.record = Arena.ofAuto().allocate(Math.max(max, 1));
			this.recordBytes = this.record.asByteBuffer();
		}
		this.vector.set(ValueLayout.ADDRESS, 0, this.record);
		this.vector.set(ValueLayout.JAVA_LONG, IOV_LEN, max);
		this.header.set(ValueLayout.ADDRESS, MSG_CONTROL, this.control);
		this.header.set(ValueLayout.JAVA_LONG, MSG_CONTROLLEN, CONTROL_SIZE);
		int length = (int) this.calls.recvmsg(this.state, fd, this.header, MSG_TRUNC | MSG_DONTWAIT);
		boolean empty = length == 0 && this.header.get(ValueLayout.JAVA_LONG, MSG_CONTROLLEN) == 0;
		return empty ? END : length;
	}

	/**
	 * The record just received.
	 * @param length how much of it
	 * @return valid until the next one
	 */
	ByteBuffer record(int length) {
		return this.recordBytes.limit(length).position(0);
	}

	/**
	 * Send one record.
	 * @param fd of the socket
	 * @param address where it is in memory
	 * @param length how long it is
	 * @return the length, or the negative errno
	 */
	int send(int fd, long address, int length) {
		this.vector.set(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(address));
		this.vector.set(ValueLayout.JAVA_LONG, IOV_LEN, length);
		this.header.set(ValueLayout.ADDRESS, MSG_CONTROL, MemorySegment.NULL);
		this.header.set(ValueLayout.JAVA_LONG, MSG_CONTROLLEN, 0);
		return (int) this.calls.sendmsg(this.state, fd, this.header, MSG_DONTWAIT | MSG_NOSIGNAL);
	}

}
