package org.socketservice.transport;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Input of one connection that is not consumed yet: a message begun, or messages that
 * must wait. Holds no memory while there is none.
 */
final class InputRest {

	private byte @Nullable [] bytes;

	private int size;

	private long messageBegun;

	boolean isEmpty() {
		return this.bytes == null;
	}

	byte[] bytes() {
		return (this.bytes != null) ? this.bytes : new byte[0];
	}

	int size() {
		return this.size;
	}

	/**
	 * When the oldest byte of the message that is not complete came.
	 * @return {@link System#nanoTime()}, 0 if there is none
	 */
	long messageBegun() {
		return this.messageBegun;
	}

	/** The peer is not to blame for the time nobody read what it sent. */
	void restartClock() {
		if (this.messageBegun != 0) {
			this.messageBegun = System.nanoTime();
		}
	}

	/**
	 * Put new input behind the rest.
	 * @param more what has come
	 * @param loop lends the array where there is no rest
	 * @return all input, from position 0
	 */
	byte[] with(ByteBuf more, LoopBuffers loop) {
		int added = more.readableBytes();
		byte[] rest = this.bytes;
		if (rest == null) {
			byte[] input = loop.input(added);
			more.readBytes(input, 0, added);
			return input;
		}
		if (added > rest.length - this.size) {
			rest = Arrays.copyOf(rest, Math.max(this.size + added, rest.length + Math.min(rest.length, 65536)));
			this.bytes = rest;
		}
		more.readBytes(rest, this.size, added);
		return rest;
	}

	/**
	 * Keep what has not been consumed.
	 * @param input the array consumed from
	 * @param from first byte to keep
	 * @param end position behind the last byte
	 * @param progress whether a message was consumed, so that the next one begins now
	 * @param now {@link System#nanoTime()}
	 */
	void keep(byte[] input, int from, int end, boolean progress, long now) {
		if (from == end) {
			if (this.bytes != null) {
				clear();
			}
			return;
		}
		if (this.bytes == null || from > 0) {
			this.bytes = Arrays.copyOfRange(input, from, end);
		}
		this.size = end - from;
		if (this.messageBegun == 0 || progress) {
			this.messageBegun = now;
		}
	}

	void clear() {
		this.bytes = null;
		this.size = 0;
		this.messageBegun = 0;
	}

}
