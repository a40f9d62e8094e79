package org.socketservice.connection;

import java.time.Instant;

/**
 * A handle on an accepted connection that is still open.
 */
public interface LiveConnection {

	/**
	 * The connection id.
	 * @return unique in this process
	 */
	String id();

	/**
	 * The name of the listener that accepted it.
	 * @return a key of {@code socket.listeners}
	 */
	String listener();

	/**
	 * The connection as it is now.
	 * @return a snapshot
	 */
	ConnectionInfo info();

	/**
	 * When it was accepted.
	 * @return the same as in {@link #info()}
	 */
	default Instant opened() {
		return info().opened();
	}

	/**
	 * Close it in order: replies that are due are sent first. Returns at once.
	 * @param reason what to count it under
	 */
	void close(CloseReason reason);

}
