package org.socketservice.cli;

import java.io.Closeable;
import java.io.IOException;

import org.socketservice.transport.SocketPoll;

/**
 * A connected socket of a load. Moves bytes without ever waiting, once a
 * {@link LoadSelector} waits for it. Used by one thread.
 */
interface LoadSocket extends Closeable {

	/** Nothing has come, or there is no room. */
	int NOTHING = SocketPoll.NOTHING;

	/** The server has ended its side. */
	int END = SocketPoll.END;

	/**
	 * What waits for sockets of its kind.
	 * @param outgoing bytes that are written at once, at most
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	LoadSelector newSelector(int outgoing) throws IOException;

	/**
	 * Read what is there, or where messages are kept apart, one.
	 * @param target where to
	 * @param at where in it
	 * @return how many bytes, {@link #NOTHING} or {@link #END}
	 * @throws IOException if the connection fails
	 */
	int read(byte[] target, int at) throws IOException;

	/**
	 * Write what there is room for, or where messages are kept apart, one.
	 * @param source where from
	 * @param from where in it
	 * @param length how many bytes
	 * @return how many bytes, {@link #NOTHING} if there is no room
	 * @throws IOException if the connection fails
	 */
	int write(byte[] source, int from, int length) throws IOException;

	/**
	 * Send what was written and is encrypted already.
	 * @return whether that was all
	 * @throws IOException if the connection fails
	 */
	default boolean flush() throws IOException {
		return true;
	}

	/**
	 * Whether there is more to be read that no selector tells of.
	 * @return true with input that is decrypted already
	 */
	default boolean hasDecrypted() {
		return false;
	}

	/**
	 * Have the selector wait for room as well as for input, or for input alone.
	 * @param room whether to wait for room
	 * @throws IOException if that failed
	 */
	void awaitRoom(boolean room) throws IOException;

	boolean isOpen();

}
