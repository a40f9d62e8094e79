package org.socketservice.framing;

/**
 * Strict lines, as Internet protocols have them (RFC 5234 section 2.1): only CR LF ends a
 * message, a lone CR or LF is content. What is left at the end of input is a message
 * without a terminator.
 */
final class CrlfFrames extends FrameReader {

	private final int maxMessageSize;

	/** Bytes behind {@code from} known to hold no terminator. */
	private int scanned;

	CrlfFrames(int maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	@Override
	public int find(byte[] buffer, int from, int to) throws FramingException {
		int lf = from + this.scanned - 1;
		do {
			lf = ByteSearch.indexOf(buffer, lf + 1, to, (byte) '\n');
		}
		while (lf >= 0 && !isCr(buffer, from, lf - 1));
		if (lf < 0) {
			this.scanned = to - from;
			checkSize(isCr(buffer, from, to - 1) ? to - 1 - from : to - from);
			return INCOMPLETE;
		}
		this.scanned = 0;
		checkSize(lf - 1 - from);
		return found(from, lf - 1, lf + 1, CRLF);
	}

	@Override
	public int findLast(byte[] buffer, int from, int to) throws FramingException {
		if (from == to) {
			return INCOMPLETE;
		}
		checkSize(to - from);
		this.scanned = 0;
		return found(from, to, to, NONE);
	}

	private void checkSize(int size) throws FramingException {
		if (size > this.maxMessageSize) {
			throw FramingException.tooLong(this.maxMessageSize);
		}
	}

	private static boolean isCr(byte[] buffer, int from, int position) {
		return position >= from && buffer[position] == '\r';
	}

	/**
	 * Write a line; a message may contain CR LF itself (a reply of several lines).
	 */
	static void write(byte[] message, int terminator, FrameBuffer out) {
		out.put(message);
		if (terminator != NONE) {
			out.put('\r');
			out.put('\n');
		}
	}

}
