package org.socketservice.transport;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.jspecify.annotations.Nullable;

/**
 * Memory that replies are gathered in, to be sent many by one system call. Belongs to one
 * event loop.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>
 */
final class DatagramOutput implements AutoCloseable {

	private static final int BATCH = DatagramInput.BATCH;

	private static final int DATA = 256 * 1024;

	private final MemorySegment memory;

	private final MemorySegment headers;

	private final MemorySegment vectors;

	private final MemorySegment names;

	private final MemorySegment controls;

	private final @Nullable DatagramPeer[] peers = new DatagramPeer[BATCH];

	private final boolean[] replies = new boolean[BATCH];

	private MemorySegment data = DatagramCalls.malloc(DATA);

	private long used;

	private int begin;

	private int end;

	DatagramOutput() {
		long size = (long) BATCH
				* (DatagramInput.HEADER_SIZE + DatagramInput.VECTOR_SIZE + SocketNames.MAX_SIZE + PacketInfo.ROOM);
		this.memory = DatagramCalls.malloc(size);
		this.memory.fill((byte) 0);
		long at = 0;
		this.headers = this.memory.asSlice(at, (long) BATCH * DatagramInput.HEADER_SIZE);
		at += this.headers.byteSize();
		this.vectors = this.memory.asSlice(at, (long) BATCH * DatagramInput.VECTOR_SIZE);
		at += this.vectors.byteSize();
		this.names = this.memory.asSlice(at, (long) BATCH * SocketNames.MAX_SIZE);
		at += this.names.byteSize();
		this.controls = this.memory.asSlice(at, (long) BATCH * PacketInfo.ROOM);
		for (int i = 0; i < BATCH; i++) {
			long header = (long) i * DatagramInput.HEADER_SIZE;
			this.headers.set(ValueLayout.JAVA_LONG, header + DatagramInput.NAME,
					this.names.address() + (long) i * SocketNames.MAX_SIZE);
			this.headers.set(ValueLayout.JAVA_LONG, header + DatagramInput.VECTOR,
					this.vectors.address() + (long) i * DatagramInput.VECTOR_SIZE);
			this.headers.set(ValueLayout.JAVA_LONG, header + DatagramInput.VECTOR_COUNT, 1);
			this.headers.set(ValueLayout.JAVA_LONG, header + DatagramInput.CONTROL,
					this.controls.address() + (long) i * PacketInfo.ROOM);
		}
	}

	/**
	 * Gather a datagram.
	 * @param peer where it goes
	 * @param bytes what it contains
	 * @param mark a byte to be put before them, less than 0 for none
	 * @param reply whether it is a reply of the service, which is counted
	 * @return whether there was room
	 */
	boolean append(DatagramPeer peer, byte[] bytes, int mark, boolean reply) {
		int prefix = (mark >= 0) ? 1 : 0;
		long size = (long) bytes.length + prefix;
		if (this.end == BATCH || (isEmpty() ? !ensure(size) : this.used + size > this.data.byteSize())) {
			return false;
		}
		if (prefix > 0) {
			this.data.set(ValueLayout.JAVA_BYTE, this.used, (byte) mark);
		}
		MemorySegment.copy(bytes, 0, this.data, ValueLayout.JAVA_BYTE, this.used + prefix, bytes.length);
		int index = this.end++;
		long vector = (long) index * DatagramInput.VECTOR_SIZE;
		this.vectors.set(ValueLayout.JAVA_LONG, vector, this.data.address() + this.used);
		this.vectors.set(ValueLayout.JAVA_LONG, vector + 8, size);
		this.used += size;
		long header = (long) index * DatagramInput.HEADER_SIZE;
		byte[] name = peer.name();
		MemorySegment.copy(name, 0, this.names, ValueLayout.JAVA_BYTE, (long) index * SocketNames.MAX_SIZE,
				name.length);
		this.headers.set(ValueLayout.JAVA_INT, header + DatagramInput.NAME_SIZE, name.length);
		byte[] control = peer.control();
		if (control != null) {
			MemorySegment.copy(control, 0, this.controls, ValueLayout.JAVA_BYTE, (long) index * PacketInfo.ROOM,
					control.length);
		}
		this.headers.set(ValueLayout.JAVA_LONG, header + DatagramInput.CONTROL_SIZE,
				(control != null) ? control.length : 0);
		this.peers[index] = peer;
		this.replies[index] = reply;
		return true;
	}

	private boolean ensure(long size) {
		if (size > this.data.byteSize()) {
			DatagramCalls.free(this.data);
			this.data = DatagramCalls.malloc(size);
		}
		return true;
	}

	/**
	 * Send as many as the kernel takes.
	 * @param errno room for errno
	 * @param descriptor the socket
	 * @return how many, less than 0 if the first failed
	 */
	int send(MemorySegment errno, int descriptor) {
		return DatagramCalls.sendmmsg(errno, descriptor,
				this.headers.asSlice((long) this.begin * DatagramInput.HEADER_SIZE), this.end - this.begin);
	}

	/**
	 * Have the first sent where the kernel thinks best.
	 * @return whether that makes a difference
	 */
	boolean dropControl() {
		long at = (long) this.begin * DatagramInput.HEADER_SIZE + DatagramInput.CONTROL_SIZE;
		boolean had = this.headers.get(ValueLayout.JAVA_LONG, at) > 0;
		this.headers.set(ValueLayout.JAVA_LONG, at, 0);
		return had;
	}

	boolean isReply() {
		return this.replies[this.begin];
	}

	DatagramPeer peer() {
		DatagramPeer peer = this.peers[this.begin];
		if (peer == null) {
			throw new IllegalStateException("nothing to send");
		}
		return peer;
	}

	/**
	 * The contents of the first.
	 * @return bytes, with the mark
	 */
	byte[] bytes() {
		long vector = (long) this.begin * DatagramInput.VECTOR_SIZE;
		long from = this.vectors.get(ValueLayout.JAVA_LONG, vector) - this.data.address();
		return this.data.asSlice(from, size()).toArray(ValueLayout.JAVA_BYTE);
	}

	long size() {
		return this.vectors.get(ValueLayout.JAVA_LONG, (long) this.begin * DatagramInput.VECTOR_SIZE + 8);
	}

	/** Forget the first. */
	void remove() {
		this.peers[this.begin++] = null;
		if (this.begin == this.end) {
			this.begin = 0;
			this.end = 0;
			this.used = 0;
			shrink();
		}
	}

	/** A reply that was far too long must not cost its size for ever. */
	private void shrink() {
		if (this.data.byteSize() > DATA) {
			DatagramCalls.free(this.data);
			this.data = DatagramCalls.malloc(DATA);
		}
	}

	boolean isEmpty() {
		return this.begin == this.end;
	}

	int count() {
		return this.end - this.begin;
	}

	@Override
	public void close() {
		DatagramCalls.free(this.data);
		DatagramCalls.free(this.memory);
	}

}
