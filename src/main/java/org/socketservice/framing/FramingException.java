package org.socketservice.framing;

/**
 * Input that is no message in the connection's framing, or a reply that its framing
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
		 * Not a frame, or a frame cut short by the end of input.
		 */
		MALFORMED

	}

}
