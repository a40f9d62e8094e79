package org.socketservice.framing;

/**
 * The frame formats a listener or client can speak: how a stream of bytes is cut into
 * messages.
 */
public enum Framing {

	/**
	 * A message ends at LF; a CR before it belongs to the terminator. A reply carries the
	 * terminator of its request and may itself contain LF (several lines). A rest at the
	 * end of input is a message without a terminator. The only format with a quiet
	 * period, see {@link FrameReader#findQuiet}.
	 */
	LINE,

	/**
	 * A message ends at CR LF and nothing else. A rest at the end of input is a message
	 * without a terminator.
	 */
	CRLF,

	/**
	 * A message ends at a NUL byte and cannot contain one. A rest at the end of input is
	 * a message without a terminator.
	 */
	NUL,

	/**
	 * A message stands between STX (0x02) and ETX (0x03) and cannot contain either. A
	 * byte before STX and a rest at the end of input are malformed.
	 */
	STX_ETX,

	/**
	 * A message follows its length in one byte: at most 255 bytes. A rest at the end of
	 * input is malformed.
	 */
	LENGTH_1,

	/**
	 * A message follows its length in two bytes, unsigned, network byte order: at most
	 * 65535 bytes. A rest at the end of input is malformed.
	 */
	LENGTH_2,

	/**
	 * A message follows its length in four bytes, unsigned, network byte order. A rest at
	 * the end of input is malformed.
	 */
	LENGTH_4,

	/**
	 * Every read is a message, cut at the maximum message size. Nothing is ever too long
	 * or malformed.
	 */
	UNFRAMED;

	/**
	 * A reader for one connection.
	 * @param maxMessageSize bytes a message may have, without its frame; at least 1
	 * @return a new reader
	 * @throws IllegalArgumentException if the maximum is less than 1
	 */
	public FrameReader newReader(int maxMessageSize) {
		if (maxMessageSize < 1) {
			throw new IllegalArgumentException("maxMessageSize must be at least 1, not " + maxMessageSize);
		}
		return switch (this) {
			case LINE -> new LineFrames(maxMessageSize);
			case CRLF -> new CrlfFrames(maxMessageSize);
			case NUL -> new NulFrames(maxMessageSize);
			case STX_ETX -> new StxEtxFrames(maxMessageSize);
			case LENGTH_1 -> new LengthFrames(1, maxMessageSize);
			case LENGTH_2 -> new LengthFrames(2, maxMessageSize);
			case LENGTH_4 -> new LengthFrames(4, maxMessageSize);
			case UNFRAMED -> new UnframedBytes(maxMessageSize);
		};
	}

	/**
	 * The terminator of a message that answers no request: a client's request, or the
	 * error reply to bytes that were no message.
	 * @return {@link FrameReader#LF} for {@link #LINE}; {@link FrameReader#NONE} for
	 * formats without a terminator
	 */
	public int terminator() {
		return switch (this) {
			case LINE -> FrameReader.LF;
			case CRLF -> FrameReader.CRLF;
			case NUL -> FrameReader.NUL;
			case STX_ETX, LENGTH_1, LENGTH_2, LENGTH_4, UNFRAMED -> FrameReader.NONE;
		};
	}

	/**
	 * Write one message as a frame. The maximum message size is not checked: it limits
	 * what a peer may send, not what it is sent.
	 * @param message the bytes without a frame
	 * @param terminator that of the request, see {@link FrameReader#terminator()}, or
	 * {@link #terminator()}. With {@link FrameReader#NONE} the formats that end in a
	 * terminator write none. Otherwise {@link #LINE} writes the one given, {@link #CRLF}
	 * and {@link #NUL} their own. The other formats ignore it.
	 * @param out appended to; unchanged when the message cannot be written
	 * @throws FramingException if this format cannot carry the message: longer than its
	 * length field can say, or with the bytes in it that end a frame
	 */
	public void write(byte[] message, int terminator, FrameBuffer out) throws FramingException {
		switch (this) {
			case LINE -> LineFrames.write(message, terminator, out);
			case CRLF -> CrlfFrames.write(message, terminator, out);
			case NUL -> NulFrames.write(message, terminator, out);
			case STX_ETX -> StxEtxFrames.write(message, out);
			case LENGTH_1 -> LengthFrames.write(1, message, out);
			case LENGTH_2 -> LengthFrames.write(2, message, out);
			case LENGTH_4 -> LengthFrames.write(4, message, out);
			case UNFRAMED -> out.put(message);
		}
	}

	/**
	 * Check what {@link #write} does not: a reply in {@link #LINE} may consist of several
	 * lines, but a request with a line feed in it would be two.
	 * @param message the bytes of a request
	 * @throws FramingException if the message would not arrive as one request
	 */
	public void checkRequest(byte[] message) throws FramingException {
		if (this == LINE && ByteSearch.indexOf(message, 0, message.length, (byte) '\n') >= 0) {
			throw FramingException.notCarried("a request with a line feed in it");
		}
	}

}
