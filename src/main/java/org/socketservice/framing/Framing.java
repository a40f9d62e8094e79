package org.socketservice.framing;

/**
 * The frame formats a listener or client can speak.
 */
public enum Framing {

	/** Ends at LF; a CR before it belongs to the terminator. */
	LINE {
		@Override
		public FrameReader newReader(int maxMessageSize) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void write(byte[] message, int terminator, FrameBuffer out) throws FramingException {
			throw new UnsupportedOperationException();
		}
	};

	/**
	 * A reader for one connection.
	 * @param maxMessageSize bytes a message may have, without its frame
	 * @return a new reader
	 */
	public abstract FrameReader newReader(int maxMessageSize);

	/**
	 * Write one message as a frame.
	 * @param message the bytes without a frame
	 * @param terminator that of the request, see {@link FrameReader#terminator()};
	 * framings that know only one ignore it
	 * @param out appended to; unchanged when the message cannot be written
	 * @throws FramingException if this framing cannot carry the message
	 */
	public abstract void write(byte[] message, int terminator, FrameBuffer out) throws FramingException;

}
