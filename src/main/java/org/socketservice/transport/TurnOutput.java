package org.socketservice.transport;

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Small replies of the connections that one turn of an event loop reads from, sent one
 * after another at its end. A peer with many connections (a proxy, say) is woken once
 * instead of once for each, and code of the kernel and ours stay in the processor's
 * caches for longer. A reply waits for no more than {@value #MAX_REPLIES} connections'
 * and no longer than 50 µs and one call of a service.
 */
final class TurnOutput {

	/** Bytes that one connection may leave to the end of the turn. */
	static final int MAX_SIZE = 8 * 1024;

	private static final int MAX_REPLIES = 32;

	/** Bytes that all connections together may. */
	private static final int CAPACITY = 128 * 1024;

	private static final long MAX_NANOS = 50_000;

	private final @Nullable ChannelOutput[] outputs = new ChannelOutput[MAX_REPLIES];

	private final int[] ends = new int[MAX_REPLIES];

	private @Nullable ByteBuf bytes;

	private int count;

	private int sent;

	private long since;

	/**
	 * Whether {@link #add} may be called.
	 * @return {@code false} if there is no memory for it
	 */
	boolean hasMemory() {
		if (this.bytes == null) {
			try {
				this.bytes = UnpooledByteBufAllocator.DEFAULT.directBuffer(CAPACITY, CAPACITY);
			}
			catch (OutOfMemoryError ex) {
				return false; // an error here would end the event loop
			}
		}
		return true;
	}

	void add(ChannelOutput output, byte[] reply, int size, long readAt) {
		if (start(this.count) + size > CAPACITY) {
			send();
		}
		int index = this.count;
		if (index == 0) {
			this.since = readAt;
		}
		int from = start(index);
		Objects.requireNonNull(this.bytes).setBytes(from, reply, 0, size);
		this.outputs[index] = output;
		this.ends[index] = from + size;
		this.count = index + 1;
		if (this.count == MAX_REPLIES) {
			send();
		}
	}

	/**
	 * Send if something has waited for long, before a service is called again.
	 * @param now {@link System#nanoTime()}
	 */
	void sendIfDue(long now) {
		if (this.count > 0 && now - this.since > MAX_NANOS) {
			send();
		}
	}

	private int start(int index) {
		return (index == 0) ? 0 : this.ends[index - 1];
	}

	/** May be called again from within, by what a failure leads to. */
	void send() {
		for (int i = this.sent; i < this.count; i++) {
			Objects.requireNonNull(this.outputs[i]).tellDurations();
		}
		long now = System.nanoTime();
		while (this.sent < this.count) {
			int index = this.sent++;
			ChannelOutput output = Objects.requireNonNull(this.outputs[index]);
			this.outputs[index] = null;
			output.endTurn(now, Objects.requireNonNull(this.bytes).setIndex(start(index), this.ends[index]));
		}
		this.sent = 0;
		this.count = 0;
	}

	void release() {
		if (this.bytes != null) {
			this.bytes.release();
			this.bytes = null;
		}
	}

}
