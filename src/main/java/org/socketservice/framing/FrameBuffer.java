package org.socketservice.framing;

import java.util.Arrays;

/**
 * A growing byte array that frames are written to. Not safe for use by several threads.
 */
public final class FrameBuffer {

	private byte[] bytes;

	private int size;

	/**
	 * Create a buffer.
	 * @param capacity bytes it holds before it grows
	 */
	public FrameBuffer(int capacity) {
		this.bytes = new byte[capacity];
	}

	/**
	 * Append one byte.
	 * @param value the byte (its low eight bits)
	 */
	public void put(int value) {
		int size = this.size;
		if (size == this.bytes.length) {
			grow(1);
		}
		this.bytes[size] = (byte) value;
		this.size = size + 1;
	}

	/**
	 * Append bytes.
	 * @param source where they are
	 * @param offset the first one
	 * @param length how many
	 */
	public void put(byte[] source, int offset, int length) {
		int size = this.size;
		if (length > this.bytes.length - size) {
			grow(length);
		}
		System.arraycopy(source, offset, this.bytes, size, length);
		this.size = size + length;
	}

	/**
	 * Append all bytes of an array.
	 * @param source the bytes
	 */
	public void put(byte[] source) {
		put(source, 0, source.length);
	}

	private void grow(int more) {
		this.bytes = Arrays.copyOf(this.bytes, Math.max(this.bytes.length * 2, Math.addExact(this.size, more)));
	}

	/**
	 * The array written to; valid from 0 to {@link #size()} until the next write.
	 * @return the array itself
	 */
	public byte[] array() {
		return this.bytes;
	}

	/**
	 * How many bytes have been written since the last {@link #clear(int)}.
	 * @return bytes
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Forget what lies behind a position: undoes a frame that could not be completed.
	 * @param size the size to go back to
	 */
	public void truncate(int size) {
		this.size = size;
	}

	/**
	 * Forget all bytes; keeps at most {@code capacity} bytes of memory.
	 * @param capacity bytes to keep
	 */
	public void clear(int capacity) {
		this.size = 0;
		if (this.bytes.length > capacity) {
			this.bytes = new byte[capacity];
		}
	}

}
