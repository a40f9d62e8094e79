package org.socketservice.framing;

/**
 * Messages between STX (0x02) and ETX (0x03), as serial devices and their gateways send
 * them. There is no escape, so a message cannot contain ETX; an STX inside is read as
 * content but never written, because stricter readers take it for a new frame.
 */
final class StxEtxFrames extends FrameReader {

	private static final byte STX = 2;

	private static final byte ETX = 3;

	private final int maxMessageSize;

	/** Bytes behind {@code from} known to hold no ETX. */
	private int scanned;

	StxEtxFrames(int maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	@Override
	public int find(byte[] buffer, int from, int to) throws FramingException {
		if (from == to) {
			return INCOMPLETE;
		}
		if (buffer[from] != STX) {
			throw FramingException.malformed("message does not begin with STX");
		}
		int etx = ByteSearch.indexOf(buffer, from + this.scanned, to, ETX);
		if (((etx < 0) ? to : etx) - from - 1 > this.maxMessageSize) {
			throw FramingException.tooLong(this.maxMessageSize);
		}
		if (etx < 0) {
			this.scanned = to - from;
			return INCOMPLETE;
		}
		this.scanned = 0;
		return found(from + 1, etx, etx + 1, NONE);
	}

	@Override
	public int findLast(byte[] buffer, int from, int to) throws FramingException {
		if (from < to) {
			throw FramingException.cutShort();
		}
		return INCOMPLETE;
	}

	static void write(byte[] message, FrameBuffer out) throws FramingException {
		if (contains(message, STX) || contains(message, ETX)) {
			throw FramingException.notCarried("a message that contains STX or ETX");
		}
		out.put(STX);
		out.put(message);
		out.put(ETX);
	}

	private static boolean contains(byte[] message, byte value) {
		return ByteSearch.indexOf(message, 0, message.length, value) >= 0;
	}

}
