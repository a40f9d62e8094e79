package org.socketservice.transport;

import org.jspecify.annotations.Nullable;

/**
 * Takes what a {@link DatagramEndpoint} receives. All methods are called on the
 * endpoint's event loop.
 */
public interface DatagramHandler {

	/**
	 * The endpoint is about to receive.
	 * @param endpoint to answer by
	 */
	void onOpen(DatagramEndpoint endpoint);

	/**
	 * Whether a datagram is to be looked at, before anything is spent on it.
	 * @param peer who sent it
	 * @return {@code false} to drop it
	 */
	boolean admits(DatagramPeer peer);

	/**
	 * A datagram has come.
	 * @param peer who sent it
	 * @param message what it contains
	 */
	void onMessage(DatagramPeer peer, byte[] message);

	/**
	 * A datagram has come that is longer than what is taken.
	 * @param peer who sent it
	 * @param begin its first bytes, eight at most
	 */
	void onTooLong(DatagramPeer peer, byte[] begin);

	/**
	 * A datagram has come that is no request of this protocol.
	 */
	void onForeign();

	/**
	 * Datagrams that came together have all been passed on.
	 * @param bytes of all of them
	 * @param readAt when they came, {@link System#nanoTime()}
	 */
	void onBatch(long bytes, long readAt);

	/**
	 * The kernel had no room for datagrams.
	 * @param count how many since the last call
	 */
	void onDropped(long count);

	/**
	 * Datagrams have been sent.
	 * @param replies how many of them were marked as replies
	 * @param bytes of all of them
	 */
	void onSent(int replies, long bytes);

	/**
	 * A datagram could not be sent.
	 * @param peer where it was to go
	 * @param reply whether it was marked as a reply
	 * @param tooLong whether it is longer than a datagram can be
	 */
	void onUnsent(DatagramPeer peer, boolean reply, boolean tooLong);

	/**
	 * The socket has failed and is closed.
	 * @param cause the failure
	 */
	void onLost(@Nullable Throwable cause);

}
