package org.socketservice.transport;

import org.socketservice.framing.FramingException;

/**
 * What a {@link FramedChannel} tells. All methods are called on the channel's event loop.
 */
public interface FrameListener {

	/**
	 * The channel is connected.
	 */
	void onActive();

	/**
	 * A message has come.
	 * @param message without its frame
	 * @param terminator see {@link org.socketservice.framing.FrameReader#terminator()}
	 */
	void onMessage(byte[] message, int terminator);

	/**
	 * A terminator has come that belongs to a message already delivered and is to be sent
	 * back.
	 * @param terminator the bytes
	 */
	void onEcho(byte[] terminator);

	/**
	 * The messages of one read have been delivered (perhaps none).
	 * @param readAt when they were read, {@link System#nanoTime()}
	 */
	void onBatch(long readAt);

	/**
	 * Input is not in the channel's framing; no more messages will come.
	 * @param cause what is wrong
	 */
	void onUnreadable(FramingException cause);

	/**
	 * Whether no message must be delivered now. Asked before each message.
	 * @return {@code true} until {@link FramedChannel#resume()}
	 */
	boolean isFull();

	/**
	 * The peer has ended its output and all messages have been delivered.
	 */
	void onInputEnd();

	/**
	 * The channel is closed.
	 */
	void onInactive();

	/**
	 * The channel has failed.
	 * @param cause what happened
	 */
	void onException(Throwable cause);

	/**
	 * A user event of the pipeline (TLS handshakes and the like).
	 * @param event the event
	 */
	default void onEvent(Object event) {
	}

}
