package org.socketservice.framing;

/**
 * Messages that end at a NUL byte. What is left at the end of input is a message without
 * a terminator.
 */
final class NulFrames extends FrameReader {

	private static final byte END = 0;

	private final int maxMessageSize;

	/** Bytes behind {@code from} known to hold no NUL. */
	private int scanned;

	NulFrames(int maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	@Override
	public int find(byte[] buffer, int from, int to) throws FramingException {
		int nul = ByteSearch.indexOf(buffer, from + this.scanned, to, END);
		if (((nul < 0) ? to : nul) - from > this.maxMessageSize) {
			throw FramingException.tooLong(this.maxMessageSize);
		}
		if (nul < 0) {
			this.scanned = to - from;
			return INCOMPLETE;
		}
		this.scanned = 0;
		return found(from, nul, nul + 1, NUL);
	}

	@Override
	public int findLast(byte[] buffer, int from, int to) {
		if (from == to) {
			return INCOMPLETE;
		}
		this.scanned = 0;
		return found(from, to, to, NONE);
	}

	static void write(byte[] message, int terminator, FrameBuffer out) throws FramingException {
		if (ByteSearch.indexOf(message, 0, message.length, END) >= 0) {
			throw FramingException.notCarried("a message that contains NUL");
		}
		out.put(message);
		if (terminator != NONE) {
			out.put(END);
		}
	}

}
