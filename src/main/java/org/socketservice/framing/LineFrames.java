package org.socketservice.framing;

/**
 * Lines: a message ends at LF, and a CR before it belongs to the terminator. What is left
 * at the end of input is a message without a terminator.
 * <p>
 * The reply carries the terminator of its request, so that for a service which keeps the
 * length of nothing but maps the bytes of every message (upper-casing) the output is the
 * mapped input, byte for byte, wherever TCP and the quiet period have cut it.
 * <p>
 * <b>Quiet period.</b> Until the first LF, what has arrived can be taken as a message
 * ({@link #findQuiet}). A CR at its end may be the first half of a terminator and is left
 * out. What comes next decides: LF or CR LF completes the message already answered and is
 * an {@link #ECHO}; anything else is a new message. A lone CR waits for the byte behind
 * it; when another quiet period or the end of input comes first, it is echoed as well.
 */
final class LineFrames extends FrameReader {

	private final int maxMessageSize;

	/** Bytes behind {@code from} known to hold no LF. */
	private int scanned;

	/** An LF has come: the quiet period is over for good. */
	private boolean terminated;

	/** The last message was a quiet one, and its terminator may still come. */
	private boolean answered;

	LineFrames(int maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	@Override
	public int find(byte[] buffer, int from, int to) throws FramingException {
		return this.answered ? findAnswered(buffer, from, to) : findLine(buffer, from, to);
	}

	private int findLine(byte[] buffer, int from, int to) throws FramingException {
		int lf = ByteSearch.indexOf(buffer, from + this.scanned, to, (byte) '\n');
		if (lf < 0) {
			this.scanned = to - from;
			// A CR at the end may belong to the terminator.
			return incomplete(endWithoutCr(buffer, from, to) - from);
		}
		this.scanned = 0;
		this.terminated = true;
		int end = endWithoutCr(buffer, from, lf);
		if (end - from > this.maxMessageSize) {
			throw FramingException.tooLong(this.maxMessageSize);
		}
		return found(from, end, lf + 1, (end == lf) ? LF : CRLF);
	}

	private int incomplete(int size) throws FramingException {
		if (size > this.maxMessageSize) {
			throw FramingException.tooLong(this.maxMessageSize);
		}
		return INCOMPLETE;
	}

	private int findAnswered(byte[] buffer, int from, int to) throws FramingException {
		int end = (from < to && buffer[from] == '\r') ? from + 1 : from;
		if (end == to) {
			return INCOMPLETE;
		}
		this.answered = false;
		if (buffer[end] == '\n') {
			this.terminated = true;
			return echo(from, end + 1, (end == from) ? LF : CRLF);
		}
		return findLine(buffer, from, to);
	}

	@Override
	public int findLast(byte[] buffer, int from, int to) throws FramingException {
		if (from == to) {
			return INCOMPLETE;
		}
		if (this.answered) {
			return echo(from, to, NONE);
		}
		if (to - from > this.maxMessageSize) {
			throw FramingException.tooLong(this.maxMessageSize);
		}
		this.scanned = 0;
		return found(from, to, to, NONE);
	}

	@Override
	public boolean isQuietAllowed() {
		return !this.terminated;
	}

	@Override
	public int findQuiet(byte[] buffer, int from, int to) {
		if (this.terminated || from == to) {
			return INCOMPLETE;
		}
		int end = endWithoutCr(buffer, from, to);
		if (end == from) {
			return this.answered ? echo(from, to, NONE) : INCOMPLETE;
		}
		if (Utf8Tail.isIncomplete(buffer, from, to)) {
			return INCOMPLETE;
		}
		this.scanned = 0;
		this.answered = true;
		return found(from, end, end, NONE);
	}

	private int echo(int from, int to, int terminator) {
		found(from, to, to, terminator);
		return ECHO;
	}

	private static int endWithoutCr(byte[] buffer, int from, int end) {
		return (end > from && buffer[end - 1] == '\r') ? end - 1 : end;
	}

	/**
	 * Write a line. A message may contain LF itself (a reply of several lines); it goes
	 * out as it is.
	 */
	static void write(byte[] message, int terminator, FrameBuffer out) {
		out.put(message);
		if (terminator == CRLF) {
			out.put('\r');
		}
		if (terminator != NONE) {
			out.put('\n');
		}
	}

}
