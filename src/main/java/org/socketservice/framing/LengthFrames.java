package org.socketservice.framing;

/**
 * Messages behind their length, an unsigned number of one, two or four bytes in network
 * byte order that does not count itself.
 */
final class LengthFrames extends FrameReader {

	private final int headerSize;

	private final int maxMessageSize;

	LengthFrames(int headerSize, int maxMessageSize) {
		this.headerSize = headerSize;
		this.maxMessageSize = maxMessageSize;
	}

	@Override
	public int find(byte[] buffer, int from, int to) throws FramingException {
		int start = from + this.headerSize;
		if (start > to) {
			return INCOMPLETE;
		}
		long length = 0;
		for (int i = from; i < start; i++) {
			length = (length << 8) | (buffer[i] & 0xff);
		}
		if (length > this.maxMessageSize) {
			throw FramingException.tooLong(this.maxMessageSize);
		}
		if (length > to - start) {
			return INCOMPLETE;
		}
		int end = start + (int) length;
		return found(start, end, end, NONE);
	}

	@Override
	public int findLast(byte[] buffer, int from, int to) throws FramingException {
		if (from < to) {
			throw FramingException.cutShort();
		}
		return INCOMPLETE;
	}

	static void write(int headerSize, byte[] message, FrameBuffer out) throws FramingException {
		int length = message.length;
		if (headerSize < Integer.BYTES && length >>> (headerSize * Byte.SIZE) != 0) {
			throw FramingException.doesNotFit(length, (1 << (headerSize * Byte.SIZE)) - 1);
		}
		for (int shift = (headerSize - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
			out.put(length >>> shift);
		}
		out.put(message);
	}

}
