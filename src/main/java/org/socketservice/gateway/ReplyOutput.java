package org.socketservice.gateway;

import org.jspecify.annotations.Nullable;

import org.socketservice.connection.CloseReason;

/**
 * Where an {@link Exchange} puts its replies: the connection. All methods are called on
 * the connection's event loop.
 */
public interface ReplyOutput {

	/**
	 * Frame one reply and append it to what is to be sent.
	 * @param reply the bytes without a frame
	 * @param terminator that of the request, as it was given to the exchange
	 * @return {@code null}, or why the framing cannot carry the reply (nothing was
	 * appended then)
	 */
	@Nullable String write(byte[] reply, int terminator);

	/**
	 * Frame one error reply and append it to what is to be sent.
	 * @param reply the bytes without a frame
	 * @param terminator that of the request; where it had none, the usual one is taken
	 * @return whether the framing could carry the reply
	 */
	boolean writeError(byte[] reply, int terminator);

	/**
	 * Append bytes as they are to what is to be sent.
	 * @param bytes without any frame
	 */
	void echo(byte[] bytes);

	/**
	 * Send what was appended since the last call.
	 */
	void flush();

	/**
	 * The exchange takes requests again after {@link Exchange#isFull()}.
	 */
	void resume();

	/**
	 * Nothing is outstanding any more.
	 */
	void idle();

	/**
	 * End the connection behind what has been written; further input is discarded.
	 * @param reason what to count it under
	 */
	void end(CloseReason reason);

}
