package org.socketservice.framing;

/**
 * Input that is no message in the connection's framing, or a message that its framing
 * cannot carry. The connection cannot go on after bad input: where the next message
 * begins is unknown. Without a stack trace, because any peer can cause it at any rate.
 */
public final class FramingException extends Exception {

	private final Kind kind;

	/**
	 * Create an exception.
	 * @param kind what is wrong
	 * @param message what the peer is told, without internals
	 */
	public FramingException(Kind kind, String message) {
		super(message, null, false, false);
		this.kind = kind;
	}

	static FramingException tooLong(int maxMessageSize) {
		return new FramingException(Kind.TOO_LONG, "message longer than " + maxMessageSize + " bytes");
	}

	static FramingException malformed(String message) {
		return new FramingException(Kind.MALFORMED, message);
	}

	static FramingException cutShort() {
		return malformed("message cut short by the end of input");
	}

	static FramingException doesNotFit(int size, int maxSize) {
		return new FramingException(Kind.TOO_LONG,
				"framing cannot carry a message of " + size + " bytes, at most " + maxSize);
	}

	static FramingException notCarried(String what) {
		return malformed("framing cannot carry " + what);
	}

	/**
	 * What is wrong.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * What is wrong.
	 */
	public enum Kind {

		/**
		 * Longer than the maximum message size, or than the frame can say.
		 */
		TOO_LONG,

		/**
		 * Not a frame, a frame cut short by the end of input, or a message that would end
		 * its own frame.
		 */
		MALFORMED

	}

}
