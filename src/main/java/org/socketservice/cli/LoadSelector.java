package org.socketservice.cli;

import java.io.Closeable;
import java.io.IOException;

/**
 * Waits for the sockets of one thread of a load, which are all of one kind.
 */
interface LoadSelector extends Closeable {

	/**
	 * Wait for a socket, too.
	 * @param socket of the kind this selector is for
	 * @param peer is told when it is ready
	 * @throws IOException if that failed
	 */
	void add(LoadSocket socket, LoadPeer peer) throws IOException;

	/**
	 * Wait, and tell the peers whose sockets are ready.
	 * @param millis how long, 0 for not at all
	 * @throws IOException if that failed
	 */
	void select(long millis) throws IOException;

}
