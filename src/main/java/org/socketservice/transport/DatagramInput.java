package org.socketservice.transport;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Memory that datagrams are received into, many by one system call. Only what has come
 * takes memory of the machine. Belongs to one event loop; peers that ask again cost no
 * object.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
 */
final class DatagramInput implements AutoCloseable {

	/** Datagrams received at most by one system call. */
	static final int BATCH = 64;

	/** {@code sizeof(struct mmsghdr)} and where its members are. */
	static final int HEADER_SIZE = 64;

	static final int NAME = 0;

	static final int NAME_SIZE = 8;

	static final int VECTOR = 16;

	static final int VECTOR_COUNT = 24;

	static final int CONTROL = 32;

	static final int CONTROL_SIZE = 40;

	static final int FLAGS = 48;

	static final int LENGTH = 56;

	/** {@code sizeof(struct iovec)}. */
	static final int VECTOR_SIZE = 16;

	private static final long MAX_DATA = 8 * 1024 * 1024;

	private static final int KNOWN_PEERS = 256;

	private static final int CACHE_LINE = 64;

	private final int count;

	private final long stride;

	private final MemorySegment memory;

	private final MemorySegment headers;

	private final MemorySegment names;

	private final MemorySegment controls;

	private final MemorySegment data;

	private final Known[] known = new Known[KNOWN_PEERS];

	private long dropped;

	/**
	 * Allocate memory.
	 * @param maxSize bytes of the longest datagram that is taken whole
	 */
	DatagramInput(int maxSize) {
		this(maxSize, BATCH);
	}

	DatagramInput(int maxSize, int batch) {
		// Not a power of two, or all datagrams would compete for the same lines of the
		// cache.
		this.stride = (((long) maxSize + CACHE_LINE - 1) / CACHE_LINE | 1) * CACHE_LINE;
		this.count = Math.clamp(MAX_DATA / this.stride, 1, batch);
		long fixed = (long) this.count * (HEADER_SIZE + VECTOR_SIZE + SocketNames.MAX_SIZE + PacketInfo.ROOM);
		this.memory = DatagramCalls.malloc(fixed + this.count * this.stride);
		this.memory.asSlice(0, fixed).fill((byte) 0);
		long at = 0;
		this.headers = this.memory.asSlice(at, (long) this.count * HEADER_SIZE);
		at += this.headers.byteSize();
		MemorySegment vectors = this.memory.asSlice(at, (long) this.count * VECTOR_SIZE);
		at += vectors.byteSize();
		this.names = this.memory.asSlice(at, (long) this.count * SocketNames.MAX_SIZE);
		at += this.names.byteSize();
		this.controls = this.memory.asSlice(at, (long) this.count * PacketInfo.ROOM);
		this.data = this.memory.asSlice(fixed);
		for (int i = 0; i < this.count; i++) {
			long header = (long) i * HEADER_SIZE;
			long vector = (long) i * VECTOR_SIZE;
			vectors.set(ValueLayout.JAVA_LONG, vector, this.data.address() + i * this.stride);
			vectors.set(ValueLayout.JAVA_LONG, vector + 8, maxSize);
			this.headers.set(ValueLayout.JAVA_LONG, header + NAME,
					this.names.address() + (long) i * SocketNames.MAX_SIZE);
			this.headers.set(ValueLayout.JAVA_LONG, header + VECTOR, vectors.address() + vector);
			this.headers.set(ValueLayout.JAVA_LONG, header + VECTOR_COUNT, 1);
			this.headers.set(ValueLayout.JAVA_LONG, header + CONTROL,
					this.controls.address() + (long) i * PacketInfo.ROOM);
			reset(header);
		}
	}

	private void reset(long header) {
		this.headers.set(ValueLayout.JAVA_INT, header + NAME_SIZE, SocketNames.MAX_SIZE);
		this.headers.set(ValueLayout.JAVA_LONG, header + CONTROL_SIZE, PacketInfo.ROOM);
	}

	/**
	 * Receive what is there.
	 * @param errno room for errno
	 * @param descriptor the socket
	 * @return how many datagrams, less than 0 if that failed
	 */
	int receive(MemorySegment errno, int descriptor) {
		return DatagramCalls.recvmmsg(errno, descriptor, this.headers, this.count);
	}

	/**
	 * Make a datagram's place ready for the next.
	 * @param index of the datagram
	 */
	void done(int index) {
		reset((long) index * HEADER_SIZE);
	}

	/**
	 * Whether one more system call may find more.
	 * @param received by the last one
	 * @return {@code false} if there was less than room
	 */
	boolean isFull(int received) {
		return received == this.count;
	}

	int length(int index) {
		return this.headers.get(ValueLayout.JAVA_INT, (long) index * HEADER_SIZE + LENGTH);
	}

	boolean isTruncated(int index) {
		int flags = this.headers.get(ValueLayout.JAVA_INT, (long) index * HEADER_SIZE + FLAGS);
		return (flags & DatagramCalls.MSG_TRUNC) != 0;
	}

	int at(int index, int offset) {
		return this.data.get(ValueLayout.JAVA_BYTE, index * this.stride + offset) & 0xFF;
	}

	byte[] bytes(int index, int from, int to) {
		byte[] bytes = new byte[to - from];
		MemorySegment.copy(this.data, ValueLayout.JAVA_BYTE, index * this.stride + from, bytes, 0, bytes.length);
		return bytes;
	}

	/**
	 * Who sent a datagram.
	 * @param index of the datagram
	 * @return the same object for the same peer, as long as it is remembered
	 */
	DatagramPeer peer(int index) {
		long header = (long) index * HEADER_SIZE;
		long name = (long) index * SocketNames.MAX_SIZE;
		int nameSize = Math.min(this.headers.get(ValueLayout.JAVA_INT, header + NAME_SIZE), SocketNames.MAX_SIZE);
		long controlSize = this.headers.get(ValueLayout.JAVA_LONG, header + CONTROL_SIZE);
		long info = -1;
		if (controlSize > 0) {
			long control = (long) index * PacketInfo.ROOM;
			info = PacketInfo.find(this.controls, control, controlSize, false);
			long counter = PacketInfo.find(this.controls, control, controlSize, true);
			if (counter >= 0) {
				this.dropped = PacketInfo.counter(this.controls, counter);
			}
		}
		int slot = slot(name, nameSize);
		Known known = this.known[slot];
		if (known == null || !known.is(this.names, name, nameSize, this.controls, info)) {
			known = new Known(this.names.asSlice(name, nameSize).toArray(ValueLayout.JAVA_BYTE),
					(info >= 0) ? PacketInfo.copy(this.controls, info) : null);
			this.known[slot] = known;
		}
		return known.peer;
	}

	private int slot(long name, int size) {
		int hash = 0;
		for (int i = 0; i + Integer.BYTES <= size; i += Integer.BYTES) {
			hash = hash * 31 + this.names.get(ValueLayout.JAVA_INT, name + i);
		}
		hash *= 0x9E3779B9;
		return (hash >>> 16) & (KNOWN_PEERS - 1);
	}

	/**
	 * Datagrams the kernel had no room for since the socket was made, as far as those
	 * received since have told.
	 * @return modulo 2^32
	 */
	long dropped() {
		return this.dropped;
	}

	@Override
	public void close() {
		DatagramCalls.free(this.memory);
	}

	/**
	 * A peer that has been seen.
	 */
	private static final class Known {

		private final DatagramPeer peer;

		private final MemorySegment name;

		private final @Nullable MemorySegment info;

		Known(byte[] name, byte @Nullable [] info) {
			this.name = MemorySegment.ofArray(name);
			this.info = (info != null) ? MemorySegment.ofArray(info) : null;
			this.peer = new DatagramPeer(Arrays.copyOf(name, name.length),
					(info != null) ? PacketInfo.forReply(info) : null, (info != null) ? PacketInfo.local(info) : null);
		}

		boolean is(MemorySegment names, long name, int nameSize, MemorySegment controls, long info) {
			if (this.name.byteSize() != nameSize || !equal(this.name, names, name)) {
				return false;
			}
			return (this.info == null) ? info < 0 : info >= 0 && equal(this.info, controls, info);
		}

		private static boolean equal(MemorySegment known, MemorySegment memory, long at) {
			long size = known.byteSize();
			return MemorySegment.mismatch(known, 0, size, memory, at, at + size) < 0;
		}

	}

}
