package org.socketservice.framing;

/**
 * Finds messages in one connection's input. Works on a byte array so that a frame costs
 * no object: {@link #find} leaves its result in registers.
 * <p>
 * Callers pass the same unconsumed bytes again, with more behind them, after an
 * {@link #INCOMPLETE}; the reader remembers how far it has looked, relative to
 * {@code from}. Not safe for use by several threads.
 */
public abstract class FrameReader {

	/** No whole frame yet: call again with more bytes. */
	public static final int INCOMPLETE = 0;

	/** A message: {@link #start()} to {@link #end()}. */
	public static final int MESSAGE = 1;

	/**
	 * A terminator, or half of one, that belongs to a message already answered (after
	 * {@link #findQuiet}): {@link #start()} to {@link #end()} is to be sent back as it
	 * is, in order. It is no message: nothing is asked of the service or counted.
	 */
	public static final int ECHO = 2;

	/** The frame had no terminator, or its framing knows none. */
	public static final int NONE = 0;

	/** The frame ended in LF. */
	public static final int LF = 1;

	/** The frame ended in CR LF. */
	public static final int CRLF = 2;

	/** The frame ended in NUL. */
	public static final int NUL = 3;

	/** First byte of the message found. */
	protected int start;

	/** Position behind the last byte of the message found. */
	protected int end;

	/** Position of the first byte behind the frame found. */
	protected int next;

	/** One of {@link #NONE}, {@link #LF}, {@link #CRLF}, {@link #NUL}. */
	protected int terminator;

	/**
	 * Look for the next frame.
	 * @param buffer holds the input
	 * @param from first byte not yet consumed
	 * @param to position behind the last byte
	 * @return {@link #INCOMPLETE}, {@link #MESSAGE} or {@link #ECHO}
	 * @throws FramingException if the bytes are no frame or the message is too long, as
	 * soon as that is certain
	 */
	public abstract int find(byte[] buffer, int from, int to) throws FramingException;

	/**
	 * What the bytes left at the end of input are; called once, after {@link #find}
	 * returned {@link #INCOMPLETE} for them. It takes all of them.
	 * @param buffer holds the input
	 * @param from first byte not yet consumed
	 * @param to position behind the last byte
	 * @return {@link #MESSAGE} if the rest is one, {@link #ECHO} if it is a CR that
	 * belongs to a message already answered, {@link #INCOMPLETE} if there is no rest
	 * @throws FramingException if the rest is a frame cut short or a message too long
	 */
	public abstract int findLast(byte[] buffer, int from, int to) throws FramingException;

	/**
	 * Whether {@link #findQuiet} may be asked: only {@link Framing#LINE} knows it, and
	 * only until the first terminator has come.
	 * @return {@code false} by default
	 */
	public boolean isQuietAllowed() {
		return false;
	}

	/**
	 * What the bytes left after the quiet period are; called after {@link #find} returned
	 * {@link #INCOMPLETE} for them. Ask again with the bytes behind {@link #next()} until
	 * the answer is {@link #INCOMPLETE}: a CR at the end, which may be half a terminator,
	 * is no part of the message and comes as an {@link #ECHO} of its own.
	 * @param buffer holds the input
	 * @param from first byte not yet consumed
	 * @param to position behind the last byte
	 * @return {@link #MESSAGE}; {@link #ECHO} for a CR that belongs to a message already
	 * answered; {@link #INCOMPLETE} for no bytes, or while they end inside a UTF-8
	 * sequence, or when they are a CR and nothing has been answered yet
	 */
	public int findQuiet(byte[] buffer, int from, int to) {
		return INCOMPLETE;
	}

	/**
	 * Take over a message found.
	 * @param start its first byte
	 * @param end position behind its last byte
	 * @param next first byte behind its frame
	 * @param terminator how its frame ended
	 * @return {@link #MESSAGE}
	 */
	protected final int found(int start, int end, int next, int terminator) {
		this.start = start;
		this.end = end;
		this.next = next;
		this.terminator = terminator;
		return MESSAGE;
	}

	/**
	 * First byte of what was found.
	 * @return a position in the buffer
	 */
	public final int start() {
		return this.start;
	}

	/**
	 * Position behind the last byte of what was found, its terminator not included.
	 * @return a position in the buffer
	 */
	public final int end() {
		return this.end;
	}

	/**
	 * First byte behind the frame found: the next {@code from}.
	 * @return a position in the buffer
	 */
	public final int next() {
		return this.next;
	}

	/**
	 * How the frame found ended; what {@link Framing#write} wants for the reply.
	 * @return {@link #NONE}, {@link #LF}, {@link #CRLF} or {@link #NUL}
	 */
	public final int terminator() {
		return this.terminator;
	}

}
